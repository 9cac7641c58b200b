import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PlansPage, ShiftsPage } from '@munan/flow';
import { centreWordsOf } from '@munan/language';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { openStage, phone, type Stage } from './stage.ts';

const words = centreWordsOf('ko').plans;
const dayMs = 86_400_000;
let stage: Stage;

before(async () => {
  stage = await openStage();
  await stage.addUser('plan-manager', '박관리', 'manager');
  await stage.addUser('plan-other', '오관리', 'manager');
  await stage.addUser('plan-operator', '한관제', 'operator');
  await stage.addUser('plan-nurse', '정간호', 'nurse');
});
after(() => stage?.stop());

const plans = () => stage.ask<PlansPage>('GET', '/api/plans');
const kindsShown = (page: Page) =>
  page.getByTestId('plan-step').evaluateAll((steps) => steps.map((step) => step.getAttribute('data-kind')));
const previewed = (page: Page) => page.locator('[data-testid="preview"][data-fresh="true"]');
const problem = (page: Page, code: string) => page.locator(`[data-testid="plan-problem"][data-code="${code}"]`);

test('a plan is edited, what is wrong is said at its step, 03:10 is looked at, and it is saved; who saves stale is told', async () => {
  const first = await stage.openAs('plan-manager');
  const second = await stage.openAs('plan-other');
  for (const { page } of [first, second]) {
    await page.goto('/office');
    await page.getByTestId('open-plans').click();
    await previewed(page).waitFor();
  }
  const { page } = first;
  const { defaults } = await plans();

  // Without a time there is neither a preview nor a way to save it.
  await page.getByTestId('edit-step').first().click();
  await page.getByTestId('step-amount').fill('');
  await problem(page, 'no-deadline').waitFor();
  assert.equal(await page.getByTestId('save-plans').isDisabled(), true);
  await page.getByTestId('step-amount').fill('90');
  await page.getByTestId('step-unit').selectOption('second');
  await page.getByTestId('close-step').click();
  await problem(page, 'no-deadline').waitFor({ state: 'detached' });

  // A plan that ends with a text to somebody who does not answer.
  await page.getByTestId('add-step').click();
  await page.getByTestId('step-kind').selectOption('text-person');
  await problem(page, 'ends-without-person').waitFor();
  assert.match(await page.getByTestId('save-problems').innerText(), new RegExp(words.problems['ends-without-person']));
  assert.equal(await page.getByTestId('save-plans').isDisabled(), true);
  assert.deepEqual(await violations(page), []);
  await page.getByTestId('step-kind').selectOption('manager');
  await page.getByTestId('when-desk').selectOption('awake');
  await problem(page, 'ends-without-person').waitFor({ state: 'detached' });
  await page.getByTestId('close-step').click();

  await previewed(page).waitFor();
  const lines = page.getByTestId('preview-line');
  assert.match(await lines.first().innerText(), /03:10:00/);
  assert.match(await lines.nth(1).innerText(), /03:11:30/);
  const ofOther = page.locator('[data-testid="preview-line"][data-kind="second-operator"]').first();
  assert.match(await ofOther.innerText(), new RegExp(words.preview.why.desk.asleep));
  await page.getByTestId('preview-desk').selectOption('asleep');
  await page.locator('[data-testid="preview-line"][data-kind="second-operator"][data-what="begins"]').waitFor();
  await page.getByTestId('preview-clock').fill('14:00');
  await lines.first().getByText('14:00:00').waitFor();

  await page.getByTestId('save-plans').click();
  await page.getByText(words.save.noteNeeded).waitFor();
  await page.getByTestId('plans-note').fill('밤에는 한 번 더 묻습니다');
  await page.getByTestId('save-plans').click();
  await page.getByTestId('plans-done').waitFor();
  const saved = await plans();
  assert.deepEqual([saved.version, saved.changedBy, saved.note], [1, '박관리', '밤에는 한 번 더 묻습니다']);
  assert.equal(saved.plans.safety.high[0]?.withinMs, 90_000);
  assert.deepEqual(saved.plans.safety.high.at(-1), { kind: 'manager', withinMs: 300_000, when: { desk: 'awake' } });
  assert.equal(await page.locator('[data-testid="plan-step"][data-mark]').count(), 0);

  // The other began before that.
  const other = second.page;
  await other.getByTestId('family-vital').click();
  await other.getByTestId('priority-low').click();
  await other.getByTestId('remove-step').first().click();
  await other.getByTestId('removed-steps').waitFor();
  await other.getByTestId('plans-note').fill('묻지 않고 전화합니다');
  await other.getByTestId('save-plans').click();
  await other.getByTestId('plans-conflict').waitFor();
  assert.match(await other.getByTestId('plans-conflict').innerText(), /박관리/);
  assert.equal((await plans()).version, 1);
  assert.deepEqual(
    await kindsShown(other),
    defaults.vital.low.slice(1).map(({ kind }) => kind),
    'what she did is there',
  );
  assert.equal(await other.getByTestId('plans-note').inputValue(), '묻지 않고 전화합니다', 'and why');
  await other.getByTestId('save-plans').click();
  await other.getByTestId('plans-done').waitFor();
  const both = await plans();
  assert.equal(both.plans.safety.high[0]?.withinMs, 90_000, 'the first one’s is kept');
  assert.equal(both.plans.vital.low.length, defaults.vital.low.length - 1);

  // And back to what the house began with.
  await other.getByTestId('plan-versions').locator('summary').click();
  await other.getByTestId('load-version-0').click();
  await other.getByTestId('plans-loaded').waitFor();
  await other.getByTestId('plans-note').fill('처음으로');
  await other.getByTestId('save-plans').click();
  await other.getByTestId('plans-done').waitFor();
  assert.deepEqual((await plans()).plans, defaults);
  assert.deepEqual([first.complaints, second.complaints.filter((one) => !one.includes('409'))], [[], []]);
  await first.close();
  await second.close();
});

test('steps are moved by keys alone, by arrows and by picking one up', async () => {
  const { page, complaints, close } = await stage.openAs('plan-manager', { viewport: phone });
  await page.goto('/plans');
  await previewed(page).waitFor();
  const [one, two, three, ...rest] = await kindsShown(page);
  await page.getByTestId('step-down').first().focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await kindsShown(page), [two, one, three, ...rest]);
  await page.getByTestId('drag-step').first().focus();
  await page.keyboard.press('Space');
  await page.locator('[data-testid="drag-step"][aria-pressed="true"]').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByText(words.steps.moved(await nameOf(page, 0), 2, rest.length + 3)).waitFor({ state: 'attached' });
  await page.keyboard.press('Space');
  await page.waitForFunction(
    (kind) => document.querySelector('[data-testid="plan-step"]')?.getAttribute('data-kind') === kind,
    one,
  );
  assert.deepEqual(await kindsShown(page), [one, two, three, ...rest]);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(complaints, []);
  await close();
});

async function nameOf(page: Page, index: number): Promise<string> {
  const heading = page.getByTestId('plan-step').nth(index).locator('h3');
  return heading.evaluate((one) => one.firstChild?.textContent ?? '');
}

test('an operator reads the plans and previews them, and has nothing to save', async () => {
  const { page, complaints, close } = await stage.openAs('plan-operator');
  await page.goto('/plans');
  await previewed(page).waitFor();
  await page.getByText(words.readOnly).waitFor();
  for (const absent of ['save-plans', 'edit-step', 'add-step', 'remove-step', 'drag-step', 'load-version-0'])
    assert.equal(await page.getByTestId(absent).count(), 0, absent);
  await page.getByTestId('preview-desk').selectOption('asleep');
  await page.locator('[data-testid="preview-line"][data-kind="second-operator"][data-what="begins"]').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(complaints, []);
  await close();
});

test('the rota: a night over midnight, an overlap that is refused in words, undo, copy, and gaps at the desk', async () => {
  const t = centreWordsOf('ko').shifts;
  const { page, complaints, close } = await stage.openAs('plan-manager');
  await page.goto('/office');
  await page.getByTestId('open-shifts').click();
  // Of next week every hour is still to come.
  await page.getByTestId('week-after').click();
  await page.getByText(t.gaps.empty).waitFor();
  const addNight = async () => {
    await page.getByTestId('add-shift').click();
    await page.getByTestId('shift-user').selectOption('plan-operator');
    await page.getByTestId('preset-night').check();
    await page.getByTestId('shift-submit').click();
  };
  await page.getByTestId('add-shift').click();
  await page.getByTestId('shift-submit').click();
  await page.getByText(t.wrong.user).waitFor();
  await page.keyboard.press('Escape');
  await addNight();
  await page.getByTestId('rota-done').waitFor();
  await page.getByTestId('shift-rest').waitFor();
  assert.equal(await page.getByTestId('shift').count(), 1);
  const gaps = await page.getByTestId('rota-gaps').allInnerTexts();
  assert.deepEqual(
    gaps.slice(0, 3).map((text) => text.trim()),
    ['00:00~23:00', '07:00~24:00', '00:00~24:00'],
  );
  await addNight();
  assert.equal(await page.getByTestId('shift-refused').innerText(), t.refusals['shift-overlaps']);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Escape');

  await page.getByTestId('shift').click();
  await page.getByTestId('remove-shift').click();
  await page.getByTestId('shift').waitFor({ state: 'detached' });
  await page.getByTestId('rota-undo').click();
  await page.getByTestId('shift').waitFor();

  await page.getByTestId('week-after').click();
  await page.getByText(t.gaps.empty).waitFor();
  await page.getByTestId('copy-week').click();
  await page.getByTestId('shift').waitFor();
  await page.getByText(t.copied(1)).waitFor();
  const now = Date.now();
  const { shifts } = await stage.ask<ShiftsPage>('GET', `/api/shifts?from=${now}&to=${now + 21 * dayMs}`);
  assert.deepEqual(
    shifts.map(({ from, to }) => (to - from) / 3_600_000),
    [8, 8],
  );
  assert.equal((shifts[1]?.from ?? 0) - (shifts[0]?.from ?? 0), 7 * dayMs);

  await page.getByTestId('reach-plan-operator').click();
  await page.getByTestId('reach-phone').fill('전화');
  await page.getByTestId('reach-submit').click();
  await page.getByText(t.reach.wrongPhone).waitFor();
  await page.getByTestId('reach-phone').fill('010-0000-0009');
  await page.getByTestId('reach-submit').click();
  await page.getByTestId('rota-reach').getByText('010-0000-0009').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(
    complaints.filter((one) => !one.includes('409')),
    [],
  );
  await close();
});

test('a nurse reads the rota on her phone, day by day, and no colleague’s number', async () => {
  const { page, close } = await stage.openAs('plan-nurse', { viewport: phone });
  await page.goto('/shifts');
  await page.getByTestId('rota-days').waitFor();
  for (const absent of ['add-shift', 'add-here', 'copy-week', 'rota-reach'])
    assert.equal(await page.getByTestId(absent).count(), 0, absent);
  assert.deepEqual(await violations(page), []);
  await close();
});
