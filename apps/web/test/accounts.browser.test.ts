/** The manager closes the account of a nurse who left, at her desk and on her telephone; the nurse's open page knows it too. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { centreWordsOf, languages } from '@munan/language';
import { violations } from './axe.ts';
import { picture } from './picture.ts';
import { openStage, type Stage } from './stage.ts';

const words = centreWordsOf('ko').accounts.close;
const { signInAct } = languages.ko.desk.state;
let stage: Stage;

before(async () => {
  stage = await openStage();
  const { id } = await stage.enrol('김정자');
  await stage.addUser('boss', '박관리', 'manager');
  await stage.addUser('leaver', '정간호', 'nurse', [id]);
});
after(() => stage?.stop());

test('an account is closed after a question, its open page is signed out, and it is opened again', async () => {
  const nurse = await stage.openAs('leaver');
  await nurse.page.goto('/visit');
  const boss = await stage.openAs('boss');
  const { page } = boss;
  await page.goto('/office/accounts');
  await page.getByTestId('account-row').first().waitFor();
  assert.equal(await page.getByTestId('account-close-boss').count(), 0, 'her own has no button');
  await page.getByTestId('account-close-leaver').click();
  await page.getByText(words.title('정간호')).waitFor();
  await page.getByText(words.nurse).waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(boss, 'account-closing');
  await page.getByTestId('account-close-submit').click();
  await page.getByText(words.done('정간호')).waitFor();
  await page.getByTestId('account-reopen-leaver').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(boss, 'account-closed');

  await nurse.page.goto('/visit');
  await nurse.page.getByRole('button', { name: signInAct }).first().waitFor();
  await assert.rejects(stage.openAs('leaver'), /401/);

  await page.getByTestId('account-reopen-leaver').click();
  await page.getByText(words.reopened('정간호')).waitFor();
  await (await stage.openAs('leaver')).close();
  assert.deepEqual(boss.complaints, []);
  await Promise.all([nurse.close(), boss.close()]);
});
