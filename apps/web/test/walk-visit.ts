/** Goes through all parts of a visit as a nurse does, and has each looked at. */
import type { Page } from 'playwright-core';
import { arrive, type } from './visit-steps.ts';

/** The parts that are no forms, in the order of the list. */
const plainParts = ['answers', 'medicines', 'photos', 'remarks', 'question', 'next', 'facts'];
const forms = [
  ...['activities', 'copd', 'dementia', 'diabetes', 'education', 'falls-risk', 'heart-failure', 'hypertension'],
  ...['mood', 'referral', 'wound'],
];

/** From the door to a correction of what was signed. @param seen looks at what is on the page, by its name */
export async function walkVisit(page: Page, person: string, seen: (name: string) => Promise<void>): Promise<void> {
  await page.goto(`/visit/${person}`);
  await page.getByTestId('arrive').waitFor();
  await seen('arrival');
  await arrive(page, person);
  await page.getByTestId('field-systolicMmHg').waitFor();
  await seen('first field');
  await type(page, 'systolicMmHg', '240');
  await page.getByTestId('question-yes').waitFor();
  await seen('question');
  await page.getByTestId('question-yes').click();
  await page.getByTestId('field-diastolicMmHg').waitFor();
  for (let step = 1; await page.getByTestId('keypad-next').isVisible(); step++) {
    const field = page.locator('main [data-testid^="field-"]').first();
    const name = await field.getAttribute('data-testid');
    await seen(name ?? `step ${step}`);
    await page.getByTestId('keypad-next').click();
    await page.waitForFunction((last) => !document.querySelector(`main [data-testid="${last}"]`), name);
  }
  await page.getByTestId('finish-vitals').waitFor();
  await seen('review');
  await page.getByTestId('finish-vitals').click();
  await page.getByTestId('parts').waitFor();
  await seen('parts');
  let heading: string | null = '';
  for (const part of [...plainParts, ...forms.map((id) => `form-${id}`), 'sign']) {
    // In the page, as a press on the row does it: a row is only there where the part is.
    await page.evaluate((hash) => window.location.replace(hash), `#${part}`);
    await page.waitForFunction((last) => {
      const heading = document.querySelector('[data-testid="part"] h2')?.textContent;
      return heading && heading !== last;
    }, heading);
    heading = await page.locator('[data-testid="part"] h2').first().textContent();
    await seen(part);
  }
  await page.getByTestId('sign-visit').click();
  await page.getByTestId('visit-done').waitFor();
  await seen('done');
  await page.locator('[data-testid="save-state"][data-state="sent"]').waitFor();
  await page.getByTestId('correct-visit').click();
  await page.getByTestId('correct-typo').click();
  await seen('correction');
  await page.getByTestId('correction-begin').click();
  await page.getByTestId('correcting').waitFor();
  await seen('correcting');
}
