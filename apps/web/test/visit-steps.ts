/** What a nurse presses at a visit, as tests and benches press it. */
import type { Page } from 'playwright-core';

/** Types one vital on the keypad, as a gloved thumb does; a number that can only be whole goes on by itself. */
export async function type(page: Page, field: string, text: string): Promise<void> {
  await page.getByTestId(`field-${field}`).waitFor();
  for (const sign of text) await page.getByTestId(`keypad-${sign === '.' ? 'point' : sign}`).click();
}

export async function arrive(page: Page, person: string, base = ''): Promise<void> {
  await page.goto(`${base}/visit/${person}`);
  await page.getByTestId('arrive').click();
}

/** A whole set, the weight in hectograms; only the sending is left. */
export async function measure(page: Page, { systolic = '142', weight = '525' } = {}): Promise<void> {
  await type(page, 'systolicMmHg', systolic);
  await type(page, 'diastolicMmHg', '84');
  await type(page, 'pulsePerMin', '96');
  await type(page, 'temperatureCel', '368');
  await type(page, 'spo2Percent', '94');
  await page.getByTestId('choice-onOxygen-false').click();
  await measureRest(page, { weight });
}

/** From the second pressure on. */
export async function measureRest(page: Page, { weight = '525' } = {}): Promise<void> {
  await type(page, 'secondSystolicMmHg', '138');
  await type(page, 'secondDiastolicMmHg', '80');
  await type(page, 'respirationPerMin', '18');
  await type(page, 'glucoseMgPerDl', '110');
  await page.getByTestId('choice-fasting-true').click();
  await type(page, 'weightKg', weight);
  await page.getByTestId('pain-2').click();
  await page.getByTestId('level-alert').click();
  await page.getByTestId('orient-all').click();
  await page.getByTestId('finish-vitals').waitFor();
}

export async function openPart(page: Page, part: string): Promise<void> {
  await page.getByTestId(`part-${part}`).click();
}

export async function sign(page: Page): Promise<void> {
  await page.getByTestId('open-sign').click();
  await page.getByTestId('sign-visit').click();
  await page.getByTestId('visit-done').waitFor();
}
