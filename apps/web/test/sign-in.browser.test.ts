import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { languages } from '@munan/language';
import type { Page } from 'playwright-core';
import { desk, openStage, phone, type Screen, type Stage } from './stage.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const password = 'browser-test-password';
const redirect = 'http://localhost:9/callback';
const { ko } = languages;

let stage: Stage;
/** A passkey belongs to a name, and an address is none. */
let http: string;

before(async () => {
  stage = await openStage();
  http = stage.http.replace('127.0.0.1', 'localhost');
  await stage.addUser('nurse-p', '정간호', 'nurse');
  await stage.addUser('doctor-p', '박의사', 'doctor');
});
after(() => stage?.stop());

async function signIn(page: Page, user: string): Promise<void> {
  await page.goto(`${http}/`);
  await page.getByLabel(ko.shell.login.user).fill(user);
  await page.getByLabel(ko.shell.login.password).fill(password);
  await page.getByRole('button', { name: ko.shell.login.submit, exact: true }).click();
  await page.getByRole('button', { name: ko.shell.account.menu }).waitFor();
}

/** WCAG 2.2 AA, by axe. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(where: Document, options: object): Promise<{ violations: { id: string; help: string }[] }> };
    };
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [...found.violations.map(({ id, help }) => `${id}: ${help}`), ...(over > 0 ? [`${over} px too wide`] : [])];
  });
}

const complaintsOf = ({ complaints }: Screen): string[] => complaints.filter((one) => !one.includes('401'));

test('the screens sign in by the code flow; the session is new each time and no script can read it', async () => {
  const screen = await stage.openScreen();
  const { page, context } = screen;
  const visited: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visited.push(new URL(request.url()).pathname);
  });
  await context.addCookies([{ name: 'munan_session', value: 'planted', url: http }]);
  await signIn(page, 'nurse-p');
  assert.ok(visited.includes('/oidc/auth') && visited.includes('/api/login/callback'), visited.join(' '));
  const [session] = (await context.cookies(http)).filter(({ name }) => name === 'munan_session');
  assert.notEqual(session?.value, 'planted');
  assert.deepEqual([session?.httpOnly, session?.sameSite], [true, 'Strict']);
  assert.equal(await page.evaluate(() => document.cookie), '');
  await page.getByRole('button', { name: ko.shell.account.menu }).click();
  await page.getByText(ko.shell.account.logout).click();
  await page.getByLabel(ko.shell.login.user).waitFor();
  assert.deepEqual(complaintsOf(screen), []);
  await screen.close();
});

test('a wrong password is said, and the right one goes on from there', async () => {
  const screen = await stage.openScreen({ viewport: phone });
  const { page } = screen;
  await page.goto(`${http}/account`);
  await page.getByLabel(ko.shell.login.user).fill('doctor-p');
  await page.getByLabel(ko.shell.login.password).fill('not this one');
  await page.getByRole('button', { name: ko.shell.login.submit, exact: true }).click();
  await page.getByText(ko.shell.login.wrong).waitFor();
  await page.getByLabel(ko.shell.login.password).fill(password);
  await page.getByRole('button', { name: ko.shell.login.submit, exact: true }).click();
  await page.getByText(ko.signIn.passkeys.none).waitFor();
  assert.equal(new URL(page.url()).pathname, '/account', 'back to the address that was asked for');
  assert.deepEqual(complaintsOf(screen), []);
  await screen.close();
});

test('a passkey is added, signs in without a name or password, and is removed', async () => {
  const screen = await stage.openScreen({ viewport: desk });
  const { page, context } = screen;
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // A doctor: a nurse whose session has gone stays at her desk, with a bar that asks her to sign in again.
  await signIn(page, 'doctor-p');
  await page.goto(`${http}/account`);
  await page.getByLabel(ko.signIn.passkeys.name).fill('병동 태블릿');
  await page.getByTestId('add-passkey').click();
  await page.getByTestId('passkey-row').waitFor();
  assert.deepEqual(await violations(page), []);

  await context.clearCookies();
  await page.goto(`${http}/account`);
  await page.getByTestId('passkey').click();
  await page.getByTestId('passkey-row').waitFor();
  const text = await page.getByTestId('passkey-row').innerText();
  assert.ok(text.includes('병동 태블릿') && !text.includes(ko.signIn.passkeys.neverUsed), text);

  await page.getByRole('button', { name: ko.signIn.passkeys.remove }).click();
  await page.getByTestId('remove-passkey').click();
  await page.getByText(ko.signIn.passkeys.none).waitFor();
  await context.clearCookies();
  await page.goto(`${http}/account`);
  await page.getByTestId('passkey').click();
  await page.getByText(ko.signIn.passkeyFailed).waitFor();
  assert.deepEqual(complaintsOf(screen), []);
  await screen.close();
});

test('an app asks, the nurse chooses one of her people, and the app gets a code for that one', async () => {
  const mine = await stage.enrol('김대상');
  const other = await stage.enrol('이남의');
  await stage.addUser('nurse-q', '최간호', 'nurse', [mine.id]);
  await stage.ask('POST', '/api/manage/clients', {
    id: 'bp-app',
    name: '혈압 앱',
    kind: 'public',
    redirectUris: [redirect],
  });
  const screen = await stage.openScreen({ viewport: phone });
  const { page, context } = screen;
  await context.route(`${redirect}*`, (route) => route.fulfill({ body: 'the app', contentType: 'text/plain' }));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'bp-app',
    redirect_uri: redirect,
    scope: 'openid fhirUser launch/patient patient/Observation.rs',
    state: 'app-state',
    aud: `${http}/fhir/R4`,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  await page.goto(`${http}/oidc/auth?${query}`);
  await page.getByLabel(ko.shell.login.user).fill('nurse-q');
  await page.getByLabel(ko.shell.login.password).fill(password);
  await page.getByRole('button', { name: ko.shell.login.submit, exact: true }).click();
  await page.getByTestId(`choice-${mine.id}`).waitFor();
  assert.equal(await page.getByTestId(`choice-${other.id}`).count(), 0);
  assert.ok(await page.getByTestId('allow').isDisabled());
  await page.getByTestId(`choice-${mine.id}`).check();
  assert.deepEqual([...(await violations(page)), ...complaintsOf(screen)], []);
  await page.getByTestId('allow').click();
  await page.getByText('the app').waitFor();
  const back = new URL(page.url());
  assert.equal(back.searchParams.get('state'), 'app-state');
  assert.equal(back.searchParams.get('iss'), `${http}/oidc`);
  assert.ok(back.searchParams.get('code'));
  await screen.close();
});
