// In a layer, so that our own styles win in whatever order the chunks' styles arrive.
import '@mantine/core/styles.layer.css';
import './shell/global.css';
import { MantineProvider } from '@mantine/core';
import { loadWords } from '@munan/language';
import { LanguageProvider, rememberedLanguage } from '@munan/ui';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiFailure } from './connection/api.ts';
import { loadNurse } from './desk/nurse-chunk.ts';
import { findRememberedNurse } from './desk/remembered.ts';
import { router } from './router.tsx';
import { reloadOnce, watchForUpdates } from './shell/app-update.ts';
import { cssVariables, theme } from './shell/theme.ts';

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended anywhere ends everywhere on this page.
      if (error instanceof ApiFailure && error.status === 401 && query.queryKey[0] !== 'me') {
        void client.resetQueries({ queryKey: ['me'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500),
    },
  },
});

// Vite says so when a chunk cannot be fetched; where loading again has not helped, the screen says what went wrong.
window.addEventListener('vite:preloadError', (event) => {
  if (reloadOnce()) event.preventDefault();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');
const language = rememberedLanguage(window.localStorage);
// Side by side: a nurse who was here before is shown her frame and her day at the first drawing.
const remembered = findRememberedNurse();
const day = remembered && window.location.pathname === '/visit' ? router.preloadRoute({ to: '/visit' }) : undefined;
const [words] = await Promise.all([
  loadWords(language),
  // What cannot be fetched now is asked for again, and what went wrong said, where it is wanted.
  remembered && loadNurse().catch(() => undefined),
  day?.catch(() => undefined),
]);
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <LanguageProvider first={{ language, words }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // The words were waited for: the page may be loaded by now, and nobody would say so again.
  if (document.readyState === 'complete') void watchForUpdates();
  else window.addEventListener('load', () => void watchForUpdates());
}
