/**
 * A notice on its whole way: the account's screen, the real server, the encrypted and signed request, what a browser's keys
 * make of it, the real service worker in Chromium, the notice, the answer.
 *
 * One piece is not Chromium's own: its push service is Google's, which cannot be reached from here (`subscribe` waits for
 * ever, and is refused in a private window, which every test's is). So `subscribe` gives the page a subscription of the
 * push service in ../../server/test, and what that service decrypted is handed to the worker by the browser's own tools
 * (ServiceWorker.deliverPushMessage).
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { AlertList, AlertPage } from '@munan/flow';
import { centreWordsOf, languages } from '@munan/language';
import { PushServiceForTests } from '../../server/test/push-service-for-tests.ts';
import { violations } from './axe.ts';
import { desk, openStage, phone, type Screen, type Stage } from './stage.ts';

const { ko } = languages;
const t = centreWordsOf('ko').notices;
let service: PushServiceForTests;
let stage: Stage;
let screen: Screen;

before(async () => {
  service = await PushServiceForTests.open();
  process.env.MUNAN_PUSH_HOSTS = service.host;
  stage = await openStage();
  await stage.addUser('boss', '김관리', 'manager');
  const person = await stage.enrol('김정자');
  await stage.addUser('nurse-n', '정간호', 'nurse', [person.id]);
  await stage.addUser('own', '김정자', 'person', [person.id]);
});
after(async () => {
  delete process.env.MUNAN_PUSH_HOSTS;
  await stage?.stop();
  await service?.close();
});
afterEach(() => screen?.close());

/** A browser whose push service is ours, and that allows notices when it is asked. */
async function openWithPush(user: string, name: string, viewport: typeof desk): Promise<Screen> {
  const opened = await stage.openAs(user, { viewport });
  const { key } = await (await opened.context.request.get('/api/push/key')).json();
  await opened.context.grantPermissions(['notifications'], { origin: stage.http });
  await opened.context.addInitScript(
    ({ subscription, serverKey }) => {
      const kept = 'subscription-for-tests';
      const made = () => ({
        endpoint: subscription.endpoint,
        toJSON: () => ({ ...subscription, expirationTime: null }),
        unsubscribe: async () => {
          localStorage.removeItem(kept);
          return true;
        },
      });
      Object.assign(PushManager.prototype, {
        getSubscription: async () => (localStorage.getItem(kept) ? made() : null),
        async subscribe({ userVisibleOnly, applicationServerKey }: Record<string, unknown>) {
          if (!userVisibleOnly || applicationServerKey !== serverKey) throw new Error('subscribed with another key');
          localStorage.setItem(kept, '1');
          return made();
        },
      });
    },
    { subscription: service.subscribe(name, key), serverKey: key },
  );
  return opened;
}

/** Gives the worker what the push service decrypted, and answers the notices that are shown then. */
async function deliver({ page, context }: Screen, data: string) {
  // A worker that is still being installed hears nothing.
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active && active.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [{ registrationId } = {}] = registrations;
      if (registrationId !== undefined) resolve(registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: stage.http, registrationId, data });
  const { id } = JSON.parse(data) as { id: string };
  return page.evaluate(async (tag) => {
    const registration = await navigator.serviceWorker.ready;
    for (let looked = 0; looked < 500; looked++) {
      const shown = await registration.getNotifications({ tag });
      if (shown.length > 0)
        return shown.map((notice) => ({
          ...{ title: notice.title, body: notice.body, requireInteraction: notice.requireInteraction },
          actions: (notice as unknown as { actions: unknown[] }).actions.length,
        }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [];
  }, id);
}

test('notices are turned on by a press, a test notice arrives in Chromium byte for byte, and signing out ends them', async () => {
  screen = await openWithPush('boss', 'office', desk);
  const { page } = screen;
  await page.goto('/account');
  await page.getByTestId('notices-off').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('notices-turn-on').click();
  await page.getByTestId('notices-on').waitFor();
  assert.equal(await page.getByTestId('notices-on').innerText(), t.on);

  await page.getByTestId('notices-try').click();
  await page.getByText(t.tried).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(service.complaints, []);
  const { data = assert.fail(), headers } = service.pushed.at(-1) ?? {};
  assert.equal(headers?.urgency, 'normal');
  const shown = await deliver(screen, data);
  assert.deepEqual(shown, [{ ...t.test, requireInteraction: false, actions: 0 }]);

  // As the server knows it, also after the page is loaded again.
  await page.reload();
  await page.getByTestId('notices-on').waitFor();
  const mine = async () =>
    (await stage.ask<{ mine: string[] }>('GET', '/api/push/key', undefined, 'manager', 'boss')).mine;
  assert.equal((await mine()).length, 1);
  await page.getByTestId('notices-turn-off').click();
  await page.getByTestId('notices-off').waitFor();
  assert.deepEqual(await mine(), []);
  await page.getByTestId('notices-turn-on').click();
  await page.getByTestId('notices-on').waitFor();

  // The office ends them, as of a telephone that was lost; whoever has the device turns them on again.
  await page.goto('/office/notices');
  await page.locator('[data-row="boss"]').getByTestId('end-notices').click();
  await page.getByText(t.office.endText).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('end-notices-submit').click();
  await page.getByText(t.office.ended('김관리')).waitFor();
  await page.getByText(t.office.empty).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await mine(), []);
  await page.goto('/account');
  await page.getByTestId('notices-off').waitFor();
  await page.getByTestId('notices-turn-on').click();
  await page.getByTestId('notices-on').waitFor();
  await page.getByRole('button', { name: ko.shell.account.menu }).click();
  await page.getByTestId('sign-out').click();
  await page.getByLabel(ko.shell.login.user).waitFor();
  assert.deepEqual(await mine(), []);
  assert.deepEqual(screen.complaints, []);
});

test('a nurse is told of an alert on her phone: delivered when it is shown, answered by a press on the notice', async () => {
  screen = await openWithPush('nurse-n', 'phone', phone);
  const { page, context } = screen;
  await page.goto('/account');
  await page.getByTestId('notices-turn-on').click();
  await page.getByTestId('notices-on').waitFor();

  await stage.ask('POST', '/api/own/help', {}, 'person', 'own');
  const [{ id } = assert.fail()] = (await stage.ask<AlertList>('GET', '/api/alerts?status=open')).alerts;
  const before = service.requests;
  const command = { command: 'skip-to', stepKind: 'nurse-visit' };
  await stage.ask('POST', `/api/alerts/${id}/commands`, command, 'operator', 'op');
  await service.heard(before + 1);
  assert.deepEqual(service.complaints, []);
  const { data = assert.fail(), headers } = service.pushed.at(-1) ?? {};
  assert.equal(headers?.urgency, 'high');
  const message = async (state: string) => {
    for (let looked = 0; looked < 400; looked++) {
      const { messages } = await stage.ask<AlertPage>('GET', `/api/alerts/${id}`);
      const found = messages.find((each) => each.channel === 'push');
      if (found?.state === state) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail(`the message never was ${state}`);
  };
  await message('sent');
  const [shown] = await deliver(screen, data);
  assert.ok(shown?.requireInteraction && shown.actions > 0, JSON.stringify(shown));
  assert.doesNotMatch(`${shown.title} ${shown.body}`, /산소|맥박|낙상|넘어/, 'a telephone lies where others see it');
  await message('delivered');

  // A press on a notice is the system's own; what the browser then tells the worker is told here by the worker itself.
  const [worker = assert.fail()] = context.serviceWorkers();
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      NotificationEvent: new (name: string, init: object) => Event;
      dispatchEvent(event: Event): boolean;
    };
    const [notification] = await scope.registration.getNotifications();
    const [first] = (notification as unknown as { actions: { action: string }[] }).actions;
    scope.dispatchEvent(
      new scope.NotificationEvent('notificationclick', { notification, action: first?.action ?? '' }),
    );
  });
  const answered = await message('answered');
  assert.equal(answered.answer, 'coming');
  assert.equal(
    await page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).length),
    0,
  );
  assert.deepEqual(screen.complaints, []);
});

test('a browser that blocks notices is said to, with what to do', async () => {
  screen = await stage.openAs('boss', { viewport: phone });
  const { page } = screen;
  // Chromium's own tools refuse all that is not granted.
  await screen.context.grantPermissions(['geolocation'], { origin: stage.http });
  await page.goto('/account');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await page.getByTestId('notices-hindered').waitFor();
  assert.match(await page.getByTestId('notices-hindered').innerText(), new RegExp(t.blocked));
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(screen.complaints, []);
});
