import { accountRoutes } from '../api/accounts.ts';
import { answerRoutes } from '../api/answers.ts';
import { auditRoutes } from '../api/audit.ts';
import { breakGlassRoutes } from '../api/break-glass.ts';
import { channelRoutes } from '../api/channels.ts';
import { clientRoutes } from '../api/clients.ts';
import { conflictRoutes } from '../api/conflicts.ts';
import { consentRoutes } from '../api/consents.ts';
import { dayRoutes } from '../api/day.ts';
import { deskRoutes } from '../api/desk.ts';
import { drillRoutes } from '../api/drills.ts';
import { factRoutes } from '../api/facts.ts';
import { hookRoutes } from '../api/hooks.ts';
import { launchRoutes } from '../api/launch.ts';
import { loginRoutes } from '../api/login.ts';
import { manageRoutes } from '../api/manage.ts';
import { outcomeRoutes } from '../api/outcomes.ts';
import { ownRoutes } from '../api/own.ts';
import { passkeyRoutes } from '../api/passkeys.ts';
import { peopleRoutes } from '../api/people.ts';
import { planRoutes } from '../api/plans.ts';
import { printRoutes } from '../api/print.ts';
import { pushRoutes } from '../api/push.ts';
import { rulesRoutes } from '../api/rules.ts';
import { sessionRoutes } from '../api/session.ts';
import { shiftRoutes } from '../api/shifts.ts';
import { signInRoutes } from '../api/sign-in.ts';
import { syncRoutes } from '../api/sync.ts';
import { syncDeviceRoutes } from '../api/sync-devices.ts';
import { visitPageRoutes } from '../api/visit-page.ts';
import { visitRoutes } from '../api/visits.ts';
import { watchRoutes } from '../api/watch.ts';
import { whatIfRoutes } from '../api/what-if.ts';
import { wishesRoutes } from '../api/wishes.ts';
import type { House } from '../house.ts';
import { type App, openApp } from './app.ts';
import { openidRoutes } from './openid.ts';
import { serveWebApp } from './web-app.ts';

/** Ingest takes no commit for this long with packets waiting: whoever balances load should look elsewhere. */
const stuckMs = 10_000;

/**
 * All of HTTP: the API of the screens, the FHIR door, the devices' door, health, and the web app's files when a folder
 * with its build is given. Without a session or token only login, health and the (empty) shell of the app are served.
 */
export async function openHttp(house: House, webFolder?: string): Promise<App> {
  const app = await openApp(house);
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { queued, lastCommitAt, lastFailureAt } = house.ingest.status();
    const now = house.clock.now();
    const isStuck = queued > 0 && lastCommitAt !== undefined && now - lastCommitAt > stuckMs;
    const hasFailed = lastFailureAt !== undefined && lastFailureAt > (lastCommitAt ?? 0);
    const ready = !isStuck && !hasFailed;
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready' });
  });
  await app.register(house.deviceHttpDoor());
  await app.register(house.fhirDoor(), { prefix: '/fhir/R4' });
  await openidRoutes(app, house);
  sessionRoutes(app, house);
  signInRoutes(app, house);
  passkeyRoutes(app, house);
  loginRoutes(app, house);
  launchRoutes(app, house);
  clientRoutes(app, house);
  watchRoutes(app, house);
  peopleRoutes(app, house);
  deskRoutes(app, house);
  shiftRoutes(app, house);
  wishesRoutes(app, house);
  ownRoutes(app, house);
  rulesRoutes(app, house);
  planRoutes(app, house);
  whatIfRoutes(app, house);
  outcomeRoutes(app, house);
  drillRoutes(app, house);
  visitRoutes(app, house);
  visitPageRoutes(app, house);
  printRoutes(app, house);
  answerRoutes(app, house);
  conflictRoutes(app, house);
  factRoutes(app, house);
  dayRoutes(app, house);
  syncRoutes(app, house);
  syncDeviceRoutes(app, house);
  manageRoutes(app, house);
  accountRoutes(app, house);
  consentRoutes(app, house);
  breakGlassRoutes(app, house);
  auditRoutes(app, house);
  channelRoutes(app, house);
  pushRoutes(app, house);
  await hookRoutes(app, house);
  await serveWebApp(app, webFolder);
  return app;
}
