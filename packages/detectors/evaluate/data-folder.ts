/** The folder of recordings: `--data DIR`, or the environment variable MUNAN_DATA. Ends the process when neither is given. */
export function dataFolder(): string {
  const at = process.argv.indexOf('--data');
  const folder = at >= 0 ? process.argv[at + 1] : process.env.MUNAN_DATA;
  if (folder) return folder;
  console.error('Say where the recordings lie: --data DIR or MUNAN_DATA=DIR');
  process.exit(2);
}
