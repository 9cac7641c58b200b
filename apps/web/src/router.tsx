import { Center, Title } from '@mantine/core';
import { useWords } from '@munan/ui';
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
import { lazy, Suspense } from 'react';
import { Page } from './shell/frame.tsx';
import { House } from './shell/house.tsx';
import { homeOf, useMe } from './shell/session.tsx';
import { Failed, Waiting } from './shell/waiting.tsx';

const signInPath = '/sign-in/';
// Not of those who are signed in already.
const SignIn = lazy(() => import('./shell/sign-in.tsx').then(({ SignIn }) => ({ default: SignIn })));

function Gate() {
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (!path.startsWith(signInPath)) return <House />;
  return (
    <Suspense fallback={<Waiting />}>
      <SignIn uid={path.slice(signInPath.length)} />
    </Suspense>
  );
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
// The screens of the visit stand on the nurse's desk: they are drawn when it is open.
const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'desk',
  component: lazyRouteComponent(() => import('./desk/needs-desk.tsx'), 'NeedsDesk'),
});
const deskRoutes = [
  createRoute({
    getParentRoute: () => deskRoute,
    path: '/visit',
    component: lazyRouteComponent(() => import('./screens/day/screen.tsx'), 'DayScreen'),
  }),
  createRoute({
    getParentRoute: () => deskRoute,
    path: '/visit/needs-you',
    component: lazyRouteComponent(() => import('./screens/day/needs-you-screen.tsx'), 'NeedsYouScreen'),
  }),
  createRoute({
    getParentRoute: () => deskRoute,
    path: '/visit/$person',
    component: lazyRouteComponent(() => import('./screens/visit/entry-screen.tsx'), 'VisitEntryScreen'),
  }),
];

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
    path: '/centre/handover',
    component: lazyRouteComponent(() => import('./screens/centre/handover.tsx'), 'HandoverScreen'),
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
    path: '/rules',
    component: lazyRouteComponent(() => import('./screens/rules/screen.tsx'), 'RulesScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/plans',
    component: lazyRouteComponent(() => import('./screens/plans/screen.tsx'), 'PlansScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/shifts',
    component: lazyRouteComponent(() => import('./screens/shifts/screen.tsx'), 'ShiftsScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/outcomes',
    component: lazyRouteComponent(() => import('./screens/outcomes/screen.tsx'), 'OutcomesScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/drills',
    component: lazyRouteComponent(() => import('./screens/drills/screen.tsx'), 'DrillsScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/drills/$drill',
    component: lazyRouteComponent(() => import('./screens/drills/report-screen.tsx'), 'DrillReportScreen'),
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
    path: '/hospital/visits/$visit',
    component: lazyRouteComponent(() => import('./screens/hospital/visit/visit-screen.tsx'), 'VisitPageScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/hospital/visits/$visit/versions/$version',
    component: lazyRouteComponent(() => import('./screens/hospital/visit/visit-screen.tsx'), 'VisitPageScreen'),
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
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/own',
    component: lazyRouteComponent(() => import('./screens/own/screen.tsx'), 'OwnScreen'),
  }),
];

export const router = createRouter({
  routeTree: rootRoute.addChildren([...routes, deskRoute.addChildren(deskRoutes)]),
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
