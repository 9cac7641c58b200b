import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AlertList, AlertPage } from '@munan/flow';
import { centreWordsOf, wordsOf } from '@munan/language';
import { desk, openStage, phone, type Stage } from './stage.ts';

const words = { ...centreWordsOf('ko'), ...wordsOf('ko') };
const withinMs = 20_000;
let stage: Stage;

before(async () => {
  stage = await openStage({ demonstration: true });
});
after(() => stage?.stop());

/** Asks until it is so. */
async function until<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    assert.ok(performance.now() < giveUpAt, `never came: ${what}`);
    await wait(200);
  }
}

test('OwnScreen: her wish is beside her number, her call for help is on the queue, and what her family answers is in its history', async () => {
  const own = await stage.openAs('person1', { viewport: phone, password: 'person1-demo' });
  const { page } = own;
  await page.goto('/own');
  await page.getByTestId('own-wishes-edit').click();
  await page.getByTestId('quiet-before-nine').check();
  await page.getByTestId('wishes-save').click();
  await page.getByText(words.wishes.quiet.says('22:00', '09:00')).waitFor();

  // One press calls nobody.
  const helped = async () => {
    const { alerts } = await stage.ask<AlertList>('GET', '/api/alerts', undefined, 'operator', 'operator1');
    return alerts.find(({ person, family }) => person?.id === 'p01' && family === 'safety');
  };
  await page.getByTestId('own-help').click();
  await page.getByTestId('own-help-sure').waitFor();
  assert.equal(await helped(), undefined);
  await page.getByTestId('own-help-sure').click();
  await page.getByText(words.own.help.sent).waitFor();
  await page.locator('[data-testid="own"][data-state="alert"]').waitFor();

  const alert = await until(helped, 'her call for help at the desk');
  assert.equal(alert.priority, 'high');
  const centre = await stage.openAs('operator1', { viewport: desk, password: 'operator1-demo' });
  await centre.page.goto(`/centre/${alert.id}`);
  await centre.page.getByTestId('next-step').waitFor();
  await centre.page.getByTestId('next-step').getByText('22:00').first().waitFor();

  await stage.ask(
    'POST',
    `/api/alerts/${alert.id}/commands`,
    { command: 'skip-to', stepKind: 'family-text' },
    'operator',
    'operator1',
  );
  const family = await stage.openAs('family1', { viewport: phone, password: 'family1-demo' });
  await family.page.goto('/family');
  await family.page.getByTestId('family-answer-3').click();
  await family.page.getByText(words.family.told.answered.coming).waitFor();
  await until(async () => {
    const { history, messages } = await stage.ask<AlertPage>(
      'GET',
      `/api/alerts/${alert.id}`,
      undefined,
      'operator',
      'operator1',
    );
    const isHeard = history.some(({ what, reason }) => what === 'message' && reason?.code.includes('coming'));
    return isHeard && messages.some(({ answer }) => answer === 'coming') ? true : undefined;
  }, 'the answer of the family in the history');
  for (const screen of [own, centre, family]) {
    assert.deepEqual(screen.complaints, []);
    await screen.close();
  }
});
