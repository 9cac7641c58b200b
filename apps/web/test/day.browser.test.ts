import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ConflictList, FactsAnswer, PersonBrief, SyncDeviceList, VisitAnswer } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { Locator, Page } from 'playwright-core';
import { openAppVersions } from './app-versions.ts';
import { violations } from './axe.ts';
import { type Line, openLine } from './line.ts';
import { message, type OtherDevice, openOtherDevice } from './other-device.ts';
import { openStage, phone, type Screen, type Stage } from './stage.ts';

const words = wordsOf('ko');
const t = words.day;
const password = 'browser-test-password';

let stage: Stage;
let line: Line;
let nurse: Screen;
let page: Page;
let people: PersonBrief[];

let other: OtherDevice;

const rows = (where: Page = page): Locator => where.getByTestId('today-row');
const namesOf = async (where: Locator): Promise<(string | null)[]> => {
  const ids = await where.evaluateAll((all) => all.map((one) => one.getAttribute('data-person')));
  return ids.map((id) => people.find((person) => person.id === id)?.name ?? null);
};
/** The state of saving as it stands in the bar. */
const mark = (text: string): Promise<void> => page.getByTestId('outbox').getByText(text, { exact: true }).waitFor();

before(async () => {
  stage = await openStage();
  line = await openLine(stage.http);
  people = [];
  for (const [index, name] of ['김하나', '이두리', '박세찬', '최네모'].entries())
    people.push(
      await stage.enrol(name, {
        medications: ['암로디핀 5 mg'],
        ...(index < 3 && { location: { latitude: 35.22 + index * 0.01, longitude: 128.86 + index * 0.015 } }),
      }),
    );
  const ids = people.map(({ id }) => id);
  await stage.addUser('day-nurse', '오간호', 'nurse', ids);
  await stage.addUser('day-doctor', '서의사', 'doctor');
  await stage.addUser('day-manager', '윤관리', 'manager');
  other = await openOtherDevice(stage, 'day-nurse');
  nurse = await stage.openScreen({ viewport: phone });
  page = nurse.page;
  await signIn();
});
after(async () => {
  await line?.close();
  await stage?.stop();
});

/** By the API, through the line that can be cut: its cookie is of the line's address. */
async function signIn(): Promise<void> {
  const answer = await nurse.context.request.post(`${line.http}/api/login`, { data: { user: 'day-nurse', password } });
  assert.ok(answer.ok(), String(answer.status()));
}

test('DayScreen shows the day of the desk, opens again without a network, and says so', async () => {
  await page.goto(`${line.http}/visit`);
  await rows().first().waitFor();
  assert.equal(await rows().count(), 4);
  await mark(words.desk.state.saved);
  await page.evaluate(() => navigator.serviceWorker.ready);
  assert.deepEqual(await violations(page), []);

  line.cut();
  await nurse.context.setOffline(true);
  await page.reload();
  await rows().first().waitFor();
  assert.equal(await rows().count(), 4);
  await mark(words.desk.state.offline);
  assert.match(await rows().first().innerText(), /시험용 주소 1/);
  assert.deepEqual(await violations(page), []);

  // The search needs no network either; initial consonants are enough.
  await page.getByTestId('search').fill('ㅂㅅㅊ');
  assert.match(await page.getByTestId('person-row').innerText(), /박세찬/);
  assert.equal(await page.getByTestId('person-row').count(), 1);
  await page.getByTestId('search').fill('');
});

test('OrderList changes the order by arrows, by a finger’s drag and by keys; offline it waits, and is at the hospital after', async () => {
  const start = await namesOf(rows());
  await page.getByTestId('change-order').click();
  const list = page.getByTestId('order-row');
  await list.first().waitFor();
  assert.deepEqual(await violations(page), []);
  await list.nth(3).getByTestId('order-up').click();
  await list.nth(2).getByTestId('order-up').click();
  const byArrows = [start[0], start[3], start[1], start[2]];
  assert.deepEqual(await namesOf(list), byArrows);

  const from = await list.nth(0).getByTestId('order-drag').boundingBox();
  const to = await list.nth(2).boundingBox();
  assert.ok(from && to);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height, { steps: 3 });
  await page.mouse.move(from.x + from.width / 2, to.y + to.height * 0.7, { steps: 6 });
  await page.mouse.up();
  const byDrag = [start[3], start[1], start[0], start[2]];
  await assert.doesNotReject(settles(() => namesOf(list), byDrag));

  await list.nth(0).getByTestId('order-drag').focus();
  // What is said to somebody who does not see it tells when the next key may come.
  const name = byDrag[0] ?? '';
  await page.keyboard.press('Space');
  await page.getByText(t.order.moved(name, 1, 4)).waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowDown');
  await page.getByText(t.order.moved(name, 2, 4)).waitFor({ state: 'attached' });
  await page.keyboard.press('Space');
  const byKeys = [start[1], start[3], start[0], start[2]];
  await assert.doesNotReject(settles(() => namesOf(list), byKeys));
  await page.getByTestId('order-done').click();
  assert.deepEqual(await namesOf(rows()), byKeys);
  await page.getByTestId('outbox').and(page.locator('[data-tone="offline"]')).getByText('대기').waitFor();

  await page.reload();
  await rows().first().waitFor();
  assert.deepEqual(await namesOf(rows()), byKeys);
  line.restore();
  await nurse.context.setOffline(false);
  await mark(words.desk.state.saved);
  const { day } = await other.pull();
  assert.deepEqual(
    [day.byHand, day.stops.map(({ person }) => people.find(({ id }) => id === person)?.name)],
    [true, byKeys],
  );
});

test('DayMap draws the stops that have a place as links with number, name and state, and says who has none', async () => {
  await page.getByTestId('show-map').click();
  const stops = page.getByTestId('map-stop');
  await stops.first().waitFor();
  assert.equal(await stops.count(), 3);
  const first = people.find(({ name }) => name === '이두리')!;
  assert.equal(await stops.first().getAttribute('aria-label'), t.map.stop(1, first.name, words.shell.states.silent));
  assert.match(await page.getByTestId('day-map').innerText(), /최네모/);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('show-map').click();
});

test('NeedsYouScreen: medication that the doctor changed meanwhile is decided in one tap, and the doctor is told', async () => {
  const person = people[0]!;
  const facts = (mine: string[]) => ({ changes: [{ field: 'medications', base: ['암로디핀 5 mg'], mine }] });
  await stage.ask('POST', `/api/people/${person.id}/facts`, facts(['암로디핀 10 mg']), 'doctor', 'day-doctor');
  const { results } = await other.push([
    message('facts', { patient: person.id, ...facts(['암로디핀 5 mg', '아스피린 100 mg']) }),
  ]);
  assert.equal(results[0]?.outcome, 'conflict', JSON.stringify(results));
  await page.getByTestId('outbox').getByText(words.desk.state.needs(1)).click();
  const card = page.getByTestId('conflict');
  await card.waitFor();
  const shown = await card.innerText();
  for (const part of ['김하나', '암로디핀 10 mg', '아스피린 100 mg', '서의사', '오간호', words.conflicts.clinical])
    assert.ok(shown.includes(part), part);
  assert.deepEqual(await violations(page), []);
  await card.getByTestId('keep-both').click();
  await page.getByText(t.needs.none).waitFor();
  await mark(words.desk.state.saved);
  const now = await stage.ask<FactsAnswer>('GET', `/api/people/${person.id}/facts`, undefined, 'doctor', 'day-doctor');
  assert.deepEqual([...(now.facts.medications as string[])].sort(), [
    '아스피린 100 mg',
    '암로디핀 10 mg',
    '암로디핀 5 mg',
  ]);
  const told = await stage.ask<ConflictList>('GET', '/api/conflicts', undefined, 'doctor', 'day-doctor');
  assert.deepEqual(
    told.conflicts.map(({ status, decided, unread }) => [status, decided?.choice, unread]),
    [['decided', 'both', ['day-doctor']]],
  );
});

test('NeedsYouScreen: what the doctor decided is told to the nurse until she has seen it', async () => {
  const person = people[1]!;
  const facts = (mine: string[]) => ({ changes: [{ field: 'allergies', base: [], mine }] });
  await stage.ask('POST', `/api/people/${person.id}/facts`, facts(['페니실린']), 'doctor', 'day-doctor');
  const { results } = await other.push([message('facts', { patient: person.id, ...facts(['땅콩']) })]);
  const conflict = results[0]?.conflicts?.[0]?.id;
  assert.ok(conflict, JSON.stringify(results));
  await page.getByTestId('conflict').waitFor();
  await stage.ask('POST', `/api/conflicts/${conflict}/decide`, { choice: 'kept' }, 'doctor', 'day-doctor');
  const notice = page.getByTestId('conflict').filter({ hasText: '서의사' });
  await notice.getByTestId('read').click();
  await page.getByText(t.needs.none).waitFor();
  await mark(words.desk.state.saved);
  const left = await stage.ask<ConflictList>('GET', '/api/conflicts', undefined, 'nurse', 'day-nurse');
  assert.deepEqual(left.conflicts, []);
});

test('SinceLast: the doctor’s answer is on the day within moments, unasked, and her reading it is at the hospital', async () => {
  const person = people[2]!;
  const visit = {
    id: randomUUID(),
    patient: person.id,
    state: 'signed',
    arrived: Date.now() - 26 * 3_600_000,
    finished: Date.now() - 25 * 3_600_000,
    vitals: { pulsePerMin: 80 },
    question: '부기가 있는데 어떻게 할까요?',
  };
  assert.equal((await other.push([message('visit', { visit })])).results[0]?.outcome, 'applied');
  await page.goto(`${line.http}/visit`);
  await rows().first().waitFor();
  const id = randomUUID();
  const answer = { id, kind: 'order', text: '이뇨제를 40 mg로 올렸습니다.', by: '2030-12-03' };
  await stage.ask<VisitAnswer>('POST', `/api/visits/${visit.id}/answers`, answer, 'doctor', 'day-doctor');
  const card = page.locator(`[data-answer="${id}"]`);
  await card.waitFor();
  assert.match(await card.innerText(), /새 답변\s*지시[\s\S]*이뇨제를 40 mg[\s\S]*서의사/);
  assert.deepEqual(await violations(page), []);
  await card.getByTestId('answer-read').click();
  await card.getByText(t.answers.wasRead).waitFor();
  await mark(words.desk.state.saved);
  const { answers } = await stage.ask<{ answers: VisitAnswer[] }>(
    'GET',
    `/api/visits/${visit.id}/answers`,
    undefined,
    'doctor',
    'day-doctor',
  );
  assert.equal(answers[0]?.read?.by, '오간호');
});

test('House: a session that ended leaves the day usable, says how much waits, and nothing is lost by signing in again', async () => {
  await nurse.context.clearCookies();
  await page.reload();
  const bar = page.getByTestId('sign-in-bar');
  await bar.waitFor();
  const before = await namesOf(rows());
  assert.equal(before.length, 4);
  await page.getByTestId('change-order').click();
  await page.getByTestId('order-row').nth(0).getByTestId('order-down').click();
  await page.getByTestId('order-done').click();
  await bar.getByText(words.desk.state.signInLong(1)).waitFor();
  assert.deepEqual(await violations(page), []);
  await bar.getByRole('button', { name: words.desk.state.signInAct }).click();
  await page.waitForURL(/\/sign-in\//);
  await signIn();
  await page.goto(`${line.http}/visit`);
  await mark(words.desk.state.saved);
  const swapped = [before[1], before[0], ...before.slice(2)];
  assert.deepEqual(await namesOf(rows()), swapped);
  const { day } = await other.pull();
  assert.deepEqual(
    day.stops.map(({ person }) => people.find(({ id }) => id === person)?.name),
    swapped,
  );
});

test('LeaveDesk tells what is not sent, leaves it sealed without a key, and it goes out after signing in again', async () => {
  line.cut();
  await nurse.context.setOffline(true);
  const before = await namesOf(rows());
  await page.getByTestId('change-order').click();
  await page.getByTestId('order-row').nth(3).getByTestId('order-up').click();
  await page.getByTestId('order-done').click();
  await page.getByLabel(words.shell.account.menu).click();
  await page.getByTestId('sign-out').click();
  const dialog = page.getByTestId('leave-desk');
  await dialog.getByText(words.desk.signOut.waiting(1)).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('leave-anyway').click();
  await page.getByText(words.shell.errors.unreachable).waitFor();
  assert.equal(await rows().count(), 0);

  // The session, which the server could not be told of, is ended before anybody is asked who she is.
  line.restore();
  await nurse.context.setOffline(false);
  await page.waitForURL(/\/sign-in\//);
  await signIn();
  await page.goto(`${line.http}/visit`);
  await mark(words.desk.state.saved);
  const swapped = [before[0], before[1], before[3], before[2]];
  const { day } = await other.pull();
  assert.deepEqual(
    day.stops.map(({ person }) => people.find(({ id }) => id === person)?.name),
    swapped,
  );
});

test('takeUpdate: a new version waits while an entry is open, its old chunks stay, and it is taken when nobody looks', async () => {
  const versions = await openAppVersions(stage.http);
  const screen = await stage.openScreen({ viewport: phone });
  try {
    const { page: own, context } = screen;
    await context.request.post(`${versions.http}/api/login`, { data: { user: 'day-nurse', password } });
    await own.goto(`${versions.http}/visit`);
    await rows(own).first().waitFor();
    await own.evaluate(() => navigator.serviceWorker.ready);
    await own.reload(); // from here on the worker serves this page
    await rows(own).first().getByTestId('start-visit').click();
    await own.getByTestId('arrive').click();
    await own.getByTestId('arrive').waitFor({ state: 'detached' });
    versions.update(/order-list-[\w-]+\.js/);
    await own.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
    });
    await own.getByTestId('update-ready').waitFor();
    await hide(own);
    assert.equal(await own.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null), true);

    // The chunk is gone from the server, and not from the version in use.
    await own
      .getByLabel(words.shell.appName)
      .or(own.getByRole('link', { name: words.shell.appName }))
      .first()
      .click();
    await own.getByTestId('change-order').click();
    await own.getByTestId('order-row').first().waitFor();
    await own.getByTestId('draft-notice').waitFor();
    assert.equal(await own.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null), true);

    const loaded = own.waitForEvent('load');
    await hide(own);
    await loaded;
    await own.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting === null);
    await own.getByTestId('draft-notice').waitFor();
    assert.equal(await own.getByTestId('update-ready').count(), 0);
  } finally {
    await screen.close();
    await versions.close();
  }
});

test('NurseDevicesPart lists the devices, and one that is wiped from there erases itself and says so', async () => {
  const manager = await stage.openAs('day-manager');
  const office = manager.page;
  await office.goto('/office/sync-devices');
  const row = office.getByTestId('nurse-device-row').filter({ hasText: 'Chrome' }).first();
  await row.waitFor();
  assert.match(await row.innerText(), /오간호/);
  assert.deepEqual(await violations(office), []);
  const { devices } = await stage.ask<SyncDeviceList>('GET', '/api/manage/sync-devices');
  // Every device of hers: also the one on this page.
  for (const { id, name } of devices) {
    if (name === 'test') continue;
    const one = office.locator(`[data-row="${id}/day-nurse"]`);
    await one.getByTestId('wipe-device').click();
    await office.getByText(words.desk.devices.wipeText).waitFor();
    await office.getByTestId('wipe-submit').click();
    await one.getByTestId('allow-device').waitFor();
  }
  await page.getByTestId('sync-now').click();
  const problem = page.getByTestId('desk-problem');
  await problem.getByText(words.desk.problems.wiped).waitFor();
  assert.equal(await rows().count(), 0);
  assert.deepEqual(await violations(page), []);
  await page.reload();
  await problem.getByText(words.desk.problems.wiped).waitFor();

  for (const { id, name } of devices)
    if (name !== 'test') await office.locator(`[data-row="${id}/day-nurse"]`).getByTestId('allow-device').click();
  await office.getByTestId('allow-device').first().waitFor({ state: 'detached' });
  await page.reload();
  await rows().first().waitFor();
  await manager.close();
});

test('no page complained, but of the network and the session that were away on purpose', () => {
  const expected =
    /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|status of (401|410)|Failed to fetch/;
  assert.deepEqual(
    nurse.complaints.filter((one) => !expected.test(one)),
    [],
  );
});

/** A browser that is put into a pocket: this cannot be done to a page in a test, so it is told to the page. */
async function hide(where: Page): Promise<void> {
  await where.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

/** Waits until what is read is what is wanted, some frames at most. @throws AssertionError with the last one read */
async function settles<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  for (let frame = 0; frame < 120; frame++) {
    if (JSON.stringify(await read()) === JSON.stringify(wanted)) return;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  assert.deepEqual(await read(), wanted);
}
