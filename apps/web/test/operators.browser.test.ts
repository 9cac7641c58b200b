import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PersonBrief } from '@munan/flow';
import { centreWordsOf, wordsOf } from '@munan/language';
import type { Locator, Page, Route } from 'playwright-core';
import { listenTo } from './operators-computer.ts';
import { picture } from './picture.ts';
import { openStage, type Screen, type Stage } from './stage.ts';

const ko = { ...centreWordsOf('ko'), ...wordsOf('ko') };
const en = { ...centreWordsOf('en'), ...wordsOf('en') };
const withinMs = 60_000;
const names = { 'op-1': '김하나', 'op-2': '이두리' } as const;

interface Operator extends Screen {
  id: keyof typeof names;
  dialled(): Promise<string[]>;
}
let stage: Stage;
let first: Operator;
let second: Operator;

before(async () => {
  stage = await openStage({ args: ['--desk-asleep-minutes', '60'] });
  const open = async (id: keyof typeof names, language: 'ko' | 'en'): Promise<Operator> => {
    await stage.addUser(id, names[id], 'operator');
    const screen = await stage.openAs(id, { language });
    screen.context.setDefaultTimeout(withinMs);
    const { dialled } = await listenTo(screen);
    await screen.page.goto('/centre');
    await screen.page.getByTestId('queue').waitFor();
    return { ...screen, id, dialled };
  };
  [first, second] = [await open('op-1', 'ko'), await open('op-2', 'en')];
});
after(() => stage?.stop());

/** Somebody presses for help on her own page. */
async function callsForHelp(name: string): Promise<PersonBrief> {
  const person = await stage.enrol(name);
  const user = `self-${person.id}`;
  await stage.addUser(user, name, 'person', [person.id]);
  await stage.ask('POST', '/api/own/help', {}, 'person', user);
  return person;
}

const rowOf = ({ page }: Screen, name: string): Locator => page.getByTestId('alert-row').filter({ hasText: name });
const call = ({ page }: Screen): Locator => page.getByTestId('call-number').first();
const note = (page: Page): Locator => page.getByTestId('note');
const rows = ({ page }: Screen): Promise<string[]> => page.getByTestId('alert-row').allInnerTexts();

test('two operators see one alert: silenced by one it is silent for both, and of two who dial at once only one does', async () => {
  const name = '고도움';
  await callsForHelp(name);
  for (const one of [first, second]) {
    await rowOf(one, name).click();
    await call(one).waitFor();
  }
  for (const one of [first, second]) assert.equal(await rowOf(one, name).locator('[data-quiet]').count(), 0);
  await first.page.keyboard.press('a');
  for (const one of [first, second]) await rowOf(one, name).locator('[data-quiet]').waitFor({ state: 'attached' });

  const draft = 'Her son has another number; ask for it.';
  for (const { page } of [first, second]) await note(page).fill(draft);
  await Promise.all([call(first).click(), call(second).click()]);
  const mine = (one: Screen) => one.page.locator('[data-testid="calling"][data-mine="true"]');
  const theirs = (one: Screen) => one.page.locator('[data-testid="calling"][data-mine="false"]');
  await Promise.race([mine(first).waitFor(), mine(second).waitFor()]);
  const [caller, other] = (await mine(first).isVisible()) ? [first, second] : [second, first];
  await theirs(other).getByText(names[caller.id]).first().waitFor();
  assert.equal(await call(other).isDisabled(), true);
  assert.deepEqual([await caller.dialled(), await other.dialled()], [['tel:055-000-0001'], []]);
  assert.equal(await note(other.page).inputValue(), draft, 'what was typed is kept');
  await picture(first, 'two-1-dialled-ko');
  await picture(second, 'two-1-dialled-en');
  await rowOf(other, name).getByText(names[caller.id]).waitFor();

  // She has put it down: now the other may, takes it over, and gives it back.
  await caller.page.getByTestId('end-call').click();
  await theirs(other).waitFor({ state: 'detached' });
  assert.equal(await call(other).isEnabled(), true);
  // Who phoned has it.
  await caller.page.getByTestId('release').waitFor();
  await rowOf(other, name).getByText(names[caller.id]).waitFor();
  await other.page.getByTestId('take').click();
  await rowOf(caller, name).getByText(names[other.id]).waitFor();
  await caller.page.getByTestId('take').getByText(names[other.id]).waitFor();
  await other.page.getByTestId('assign').click();
  await other.page.getByTestId(`assign-${caller.id}`).click();
  await caller.page.getByTestId('release').waitFor();
  await rowOf(other, name).getByText(names[caller.id]).waitFor();
});

test('useCommand: a press that was too late changes nothing, shows what happened, and keeps what was typed', async () => {
  const typed = 'Nobody picks up.';
  await note(second.page).fill(typed);
  // On its way her press is overtaken by the other's.
  const commands = '**/api/alerts/*/commands';
  const onItsWay = new Promise<Route>((resolve) => void second.page.route(commands, resolve, { times: 1 }));
  await second.page.getByTestId('result-not-reached').click();
  const late = await onItsWay;
  await first.page.getByTestId('result-reached-ok').click();
  await first.page.getByTestId('outcomes').waitFor();
  await late.continue();
  const changed = second.page.getByTestId('changed');
  await changed.getByText(names['op-1']).first().waitFor();
  await second.page.getByTestId('outcomes').waitFor();
  assert.equal(await note(second.page).inputValue(), typed);
  await picture(second, 'two-2-changed-en');
  await changed.getByRole('button', { name: en.centre.changed.again }).click();
  await changed.waitFor({ state: 'detached' });
  assert.equal(await note(second.page).inputValue(), typed);
  for (const { page } of [first, second]) await page.getByTestId('outcomes').waitFor();
});

test('Queue: nothing moves under the pointer; what is new and due earlier waits at the end until the pointer is gone', async () => {
  const [name, urgent] = ['고도움', '나급함'];
  await rowOf(first, name).hover();
  await second.page.mouse.move(1000, 500);
  await callsForHelp(urgent);
  for (const one of [first, second]) await rowOf(one, urgent).waitFor();
  const under = await rows(first);
  assert.match(under[0]!, new RegExp(name));
  assert.match(under[1]!, new RegExp(urgent));
  assert.match((await rows(second))[0]!, new RegExp(urgent));
  await first.page.getByText(ko.centre.queue.fresh(1)).waitFor();
  await picture(first, 'two-3-held-ko');
  await first.page.mouse.move(1000, 500);
  await first.page.locator('li:first-child').getByTestId('alert-row').filter({ hasText: urgent }).waitFor();
  assert.match((await rows(first))[0]!, new RegExp(urgent));
});

test('neither page complained of anything but the presses that were too late', () => {
  const tooLate = /409 .*\/api\/alerts\/[^/]+\/commands$|409 \(Conflict\)/;
  const others = [...first.complaints, ...second.complaints].filter((complaint) => !tooLate.test(complaint));
  assert.deepEqual(others, []);
});
