import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The folder of recordings: `--data DIR`, or the environment variable MUNAN_DATA. Ends the process when neither is given; and, as
 * nothing went wrong, with 0 where one of the files or folders that the evaluation is about is not in it.
 */
export function dataFolder(...needed: string[]): string {
  const at = process.argv.indexOf('--data');
  const folder = at >= 0 ? process.argv[at + 1] : process.env.MUNAN_DATA;
  if (!folder) {
    console.error('Say where the recordings lie: --data DIR or MUNAN_DATA=DIR');
    process.exit(2);
  }
  const missing = needed.filter((path) => !existsSync(join(folder, path)));
  if (missing.length > 0) leaveOut(missing);
  return folder;
}
/** Says what is not there and ends the process: the page stays as it was. */
export function leaveOut(missing: readonly string[]): never {
  const name = basename(process.argv[1] ?? '').replace('.ts', '');
  console.log(`${name} is left out: no ${missing.join(', no ')} in the folder`);
  process.exit(0);
}
