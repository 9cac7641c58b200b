import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desk, phone, type Screen } from './stage.ts';

/**
 * With `MUNAN_PICTURES=DIR`: what is on the screen now, at the desk's width and at a telephone's, to be looked at by somebody.
 * Otherwise nothing: a test looks with its own eyes.
 */
export async function picture({ page }: Screen, name: string): Promise<void> {
  const folder = process.env.MUNAN_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}-1440.png`) });
  await page.setViewportSize(phone);
  await page.screenshot({ path: join(folder, `${name}-390.png`), fullPage: true });
  await page.setViewportSize(desk);
}
