import type { PatientChoice, SignInNext, SignInPage } from '@munan/flow';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import type { Asker } from '../http/asker.ts';
import { baseOf } from '../http/base.ts';
import { saw, visible } from './gate.ts';
import { Authentication, passkeyUser } from './passkeys.ts';
import { checkPassword, loginRate, noteLogin } from './password.ts';

const open = { config: { withoutLogin: true, rateLimit: { max: 300, timeWindow: '1 minute' } } };
const mostChoices = 20;
const Uid = Type.Object({ uid: Type.String({ maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' }) });

type Interaction = Awaited<ReturnType<ReturnType<House['openid']['providerFor']>['interactionDetails']>>;
type UidRequest = FastifyRequest<{ Params: { uid: string } }>;

interface Details {
  missingOIDCScope?: string[];
  missingResourceScopes?: Record<string, string[]>;
}

/**
 * The steps of the provider inside that need a person: who are you, and may this app? Each is tied to the browser that
 * began it by a cookie of the provider, kept for this address alone.
 */
export function signInRoutes(app: App, house: House): void {
  const providerOf = (request: FastifyRequest) => house.openid.providerFor(baseOf(house.config, request));

  /** @throws HttpError 410 when it is over, or was begun in another browser */
  async function interactionOf(request: UidRequest, reply: FastifyReply, step?: string): Promise<Interaction> {
    const found = await providerOf(request)
      .interactionDetails(request.raw, reply.raw)
      .catch(() => undefined);
    if (found?.uid !== request.params.uid || (step !== undefined && found.prompt.name !== step))
      throw new HttpError(410, 'sign-in-gone', 'this sign-in is over, or was begun in another browser');
    return found;
  }

  async function finish(request: UidRequest, reply: FastifyReply, result: object): Promise<SignInNext> {
    return { go: await providerOf(request).interactionResult(request.raw, reply.raw, { ...result }) };
  }

  async function loggedIn(
    request: UidRequest,
    reply: FastifyReply,
    interaction: Interaction,
    who: [id: string, amr: string],
  ) {
    const [accountId, amr] = who;
    const { session, exp } = interaction;
    // At a shift's end whoever was here before is still known to the provider. It would have the browser confirm that she
    // leaves, by a page with a script that no page of ours may have: she has left.
    if (session?.accountId !== undefined && session.accountId !== accountId) {
      await house.openid.endSession(session.uid);
      delete interaction.session;
      await interaction.save(exp - Math.floor(house.clock.now() / 1000));
    }
    return finish(request, reply, { login: { accountId, amr: [amr] } });
  }

  // The provider's redirect comes here, where its cookie is; the page itself is the web app's.
  app.get('/api/sign-in/:uid', { ...open, schema: { params: Uid } }, async (request, reply) =>
    reply.redirect(`/sign-in/${request.params.uid}`, 303),
  );

  app.get(
    '/api/sign-in/:uid/page',
    {
      ...open,
      schema: { params: Uid, querystring: Type.Object({ name: Type.Optional(Type.String({ maxLength: 100 })) }) },
    },
    async (request, reply): Promise<SignInPage> => {
      const interaction = await interactionOf(request, reply);
      const clientId = String(interaction.params.client_id);
      const app = (await house.openid.clients.find(clientId))?.name;
      const now = house.clock.now();
      reply.header('cache-control', 'no-store');
      if (interaction.prompt.name === 'login') {
        const signedIn = request.asker?.by === 'cookie' && app !== undefined ? request.asker.name : undefined;
        const outside = house.config.outside !== undefined;
        return { now, step: 'login', outside, ...(app !== undefined && { app }), ...(signedIn && { signedIn }) };
      }
      const asker = accountOf(house, request, interaction);
      const patients = needsPatient(interaction)
        ? await patientsFor(asker, interaction, request.query.name)
        : undefined;
      if (patients)
        await saw(
          house,
          asker,
          patients.choices.map(({ id }) => id),
          `choice for the app ${clientId}`,
        );
      const scopes = [...wantedScopes(interaction)];
      return { now, step: 'consent', app: app ?? clientId, name: asker.name, scopes, ...(patients && { patients }) };
    },
  );

  app.post(
    '/api/sign-in/:uid/password',
    {
      config: { withoutLogin: true, rateLimit: loginRate },
      schema: {
        params: Uid,
        body: Type.Object({ user: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 1000 }) }),
      },
    },
    async (request, reply): Promise<SignInNext> => {
      const interaction = await interactionOf(request, reply, 'login');
      const { id } = await checkPassword(house, request, request.body);
      return loggedIn(request, reply, interaction, [id, 'pwd']);
    },
  );

  app.post('/api/sign-in/:uid/passkey-options', { ...open, schema: { params: Uid } }, async (request, reply) => {
    const { uid } = await interactionOf(request, reply, 'login');
    return house.openid.passkeys.beginSignIn(baseOf(house.config, request), uid);
  });

  app.post(
    '/api/sign-in/:uid/passkey',
    { config: { withoutLogin: true, rateLimit: loginRate }, schema: { params: Uid, body: Authentication } },
    async (request, reply): Promise<SignInNext> => {
      const interaction = await interactionOf(request, reply, 'login');
      const id = await passkeyUser(house, request, interaction.uid, request.body);
      return loggedIn(request, reply, interaction, [id, 'hwk']);
    },
  );

  app.post(
    '/api/sign-in/:uid/session',
    { ...open, schema: { params: Uid } },
    async (request, reply): Promise<SignInNext> => {
      const interaction = await interactionOf(request, reply, 'login');
      const isApp = (await house.openid.clients.find(String(interaction.params.client_id))) !== undefined;
      // The screens' own sign-in asks anew: their session has ended, that is why they ask.
      if (request.asker?.by !== 'cookie' || !isApp) throw new HttpError(401, 'login-required', 'log in first');
      await noteLogin(house, request, request.asker, `login to the app ${interaction.params.client_id}`);
      return loggedIn(request, reply, interaction, [request.asker.id, 'session']);
    },
  );

  app.post(
    '/api/sign-in/:uid/consent',
    { ...open, schema: { params: Uid, body: Type.Object({ patient: Type.Optional(Type.String({ maxLength: 64 })) }) } },
    async (request, reply): Promise<SignInNext> => {
      const interaction = await interactionOf(request, reply, 'consent');
      const asker = accountOf(house, request, interaction);
      const context = await contextOf(asker, interaction, request.body.patient);
      const provider = providerOf(request);
      const grant = new provider.Grant({ accountId: asker.id, clientId: String(interaction.params.client_id) });
      const { missingOIDCScope, missingResourceScopes } = interaction.prompt.details as Details;
      if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
      for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {}))
        grant.addResourceScope(resource, scopes.join(' '));
      const grantId = await grant.save();
      await house.openid.keepContext(grantId, context);
      const granted = `access for the app ${interaction.params.client_id}`;
      await saw(house, asker, context.patient === undefined ? [] : [context.patient], granted);
      return finish(request, reply, { consent: { grantId } });
    },
  );

  app.post(
    '/api/sign-in/:uid/refuse',
    { ...open, schema: { params: Uid } },
    async (request, reply): Promise<SignInNext> => {
      await interactionOf(request, reply);
      return finish(request, reply, { error: 'access_denied', error_description: 'the person did not allow it' });
    },
  );

  async function patientsFor(asker: Asker, interaction: Interaction, name = '') {
    const launch = await launchFor(asker, interaction);
    const ids = choosable(house, asker);
    const wanted = launch?.patient === undefined ? ids : ids.filter((id) => id === launch.patient);
    const choices: PatientChoice[] = wanted
      .map((id) => house.people.get(id))
      .filter((person) => person.name.includes(name.trim()))
      .map(({ id, name, birthDate, simulated }) => ({ id, name, birthDate, simulated }))
      .sort((one, other) => one.name.localeCompare(other.name, 'ko') || one.id.localeCompare(other.id));
    const fixed = launch?.patient !== undefined;
    return { choices: choices.slice(0, mostChoices), more: choices.length > mostChoices, fixed };
  }

  /** @throws HttpError 403 for a launch that somebody else began */
  async function launchFor(asker: Asker, interaction: Interaction) {
    const { launch, scope } = interaction.params;
    if (typeof launch !== 'string' || !String(scope).split(' ').includes('launch')) return undefined;
    const found = await house.openid.findLaunch(launch);
    if (!found || found.user !== asker.id)
      throw new HttpError(403, 'launch-gone', 'this launch is over, or was begun by somebody else');
    return found;
  }

  /** @throws HttpError 400, 403 */
  async function contextOf(asker: Asker, interaction: Interaction, chosen: string | undefined) {
    const launch = await launchFor(asker, interaction);
    if (launch && !(await house.openid.takeLaunch(String(interaction.params.launch))))
      throw new HttpError(403, 'launch-gone', 'this launch was used already');
    const { user: _user, ...context } = launch ?? { user: '' };
    if (!needsPatient(interaction)) return context;
    const patient = launch?.patient ?? chosen;
    if (patient === undefined)
      throw new HttpError(400, 'patient-missing', 'the app needs one person; choose her first');
    if (!choosable(house, asker).includes(patient))
      throw new HttpError(403, 'not-own', 'this person is not one of yours');
    return { ...context, patient };
  }
}

/** Whom a user may show to an app; what of them the app may then see is decided at each request. */
const choosable = (house: House, asker: Asker): string[] =>
  visible(house, asker, asker.role === 'family' ? 'family.read' : 'person.read');

/** @throws HttpError 410 */
function accountOf(house: House, request: FastifyRequest, interaction: Interaction): Asker {
  const who = house.identity.findUser(interaction.session?.accountId ?? '');
  if (!who) throw new HttpError(410, 'sign-in-gone', 'this sign-in is over');
  return { ...who, origin: request.ip, by: 'cookie' };
}

function wantedScopes({ prompt }: Interaction): Set<string> {
  const { missingOIDCScope, missingResourceScopes } = prompt.details as Details;
  return new Set([...(missingOIDCScope ?? []), ...Object.values(missingResourceScopes ?? {}).flat()]);
}

function needsPatient(interaction: Interaction): boolean {
  const scopes = [...wantedScopes(interaction)];
  return scopes.some((scope) => scope === 'launch' || scope === 'launch/patient' || scope.startsWith('patient/'));
}
