import { Center, Title } from '@mantine/core';
import { useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  Navigate,
  useLocation,
} from '@tanstack/react-router';
import { ApiFailure } from './connection/api.ts';
import { queries } from './connection/queries.ts';
import { Frame, Page } from './shell/frame.tsx';
import { homeOf, useMe } from './shell/session.tsx';
import { Begin, SignIn } from './shell/sign-in.tsx';
import { Failed, Waiting } from './shell/waiting.tsx';

const signInPath = '/sign-in/';

function Gate() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  return path.startsWith(signInPath) ? <SignIn uid={path.slice(signInPath.length)} /> : <House />;
}

/** Nobody signed in: to the sign-in, and back to whatever address this was. */
function House() {
  const me = useQuery(queries.me());
  if (me.error instanceof ApiFailure && me.error.status === 401) return <Begin />;
  if (me.data) return <Frame me={me.data} />;
  if (me.error)
    return (
      <main>
        <Failed error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  return <Waiting />;
}

function Home() {
  return <Navigate to={homeOf[useMe().role]} replace />;
}

function NotFound() {
  const words = useWords().shell;
  return (
    <Page title={words.notFound.title} width="narrow">
      <Center mih="30vh">
        <Link to="/">{words.notFound.home}</Link>
      </Center>
    </Page>
  );
}

function Crashed({ error, reset }: ErrorComponentProps) {
  const words = useWords().shell;
  return (
    <main>
      <Title order={1} size="h3">
        {words.errors.title}
      </Title>
      <Failed error={error} retry={reset} />
    </main>
  );
}

const rootRoute = createRootRoute({ component: Gate, notFoundComponent: NotFound, errorComponent: Crashed });

// One line a screen; each is a chunk of its own, fetched when it is first opened.
const routes = [
  createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/centre',
    component: lazyRouteComponent(() => import('./screens/centre/screen.tsx'), 'CentreScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/centre/$alert',
    component: lazyRouteComponent(() => import('./screens/centre/screen.tsx'), 'CentreScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/people/$person',
    component: lazyRouteComponent(() => import('./screens/person/screen.tsx'), 'PersonScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/visit',
    component: lazyRouteComponent(() => import('./screens/visit/screen.tsx'), 'VisitScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/visit/$person',
    component: lazyRouteComponent(() => import('./screens/visit/entry-screen.tsx'), 'VisitEntryScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/emergency',
    component: lazyRouteComponent(() => import('./screens/emergency/screen.tsx'), 'EmergencyScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/hospital',
    component: lazyRouteComponent(() => import('./screens/hospital/screen.tsx'), 'HospitalScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/office',
    component: lazyRouteComponent(() => import('./screens/office/screen.tsx'), 'OfficeScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/office/$part',
    component: lazyRouteComponent(() => import('./screens/office/screen.tsx'), 'OfficeScreen'),
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/sign-in/$uid', component: Waiting }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/account',
    component: lazyRouteComponent(() => import('./screens/account/screen.tsx'), 'AccountScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/family',
    component: lazyRouteComponent(() => import('./screens/family/screen.tsx'), 'FamilyScreen'),
  }),
];

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
