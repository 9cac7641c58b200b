import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      // A new worker waits until it is asked: it must not take away the chunks of a page in use (shell/app-update.ts).
      registerType: 'prompt',
      // The page registers the worker itself: no inline script, so that the page can run under a strict CSP.
      injectRegister: null,
      manifest: {
        name: '문안 Munan',
        short_name: '문안',
        description: '댁에 계신 분들의 안부를 살핍니다',
        lang: 'ko',
        start_url: '/',
        display: 'standalone',
        background_color: '#f4f6f7',
        theme_color: '#0d4f63',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        // Only the shell is cached: an old answer of the API must never look like a present one.
        globPatterns: ['**/*.{js,css,html,svg,png}'],
        // Notices; kept with the worker itself.
        importScripts: ['/push-worker.js'],
        globIgnores: ['push-worker.js'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [
          /^\/api\//,
          /^\/hooks\//,
          /^\/fhir\//,
          /^\/devices\//,
          /^\/oidc\//,
          /^\/(healthz|readyz)/,
        ],
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  // packages/ui and apps/web must meet in one copy of each: two Mantines would be two contexts.
  resolve: { dedupe: ['react', 'react-dom', '@mantine/core', '@mantine/hooks', '@tanstack/react-query'] },
  build: { target: 'es2023', sourcemap: false, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/oidc': 'http://127.0.0.1:8080' } },
});
