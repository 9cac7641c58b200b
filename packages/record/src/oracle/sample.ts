import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The JSON of the official examples that are committed here (README.md), decimals as they were written. */
export function officialExamples(): string[] {
  const packed = readFileSync(new URL('./official-examples.ndjson.gz', import.meta.url));
  return gunzipSync(packed).toString('utf8').trimEnd().split('\n');
}
