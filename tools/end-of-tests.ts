/**
 * Comes before every file of tests, which `suites.ts` gives a time: a file that hangs must not take the time of the others.
 * A test that failed may leave a server, a database or a browser open, and its process would stay for ever: when all tests
 * and their `after` are done, it has a while to end by itself.
 */
import { after } from 'node:test';

/** A browser and a server that are being stopped need up to six seconds; nothing that is in order needs this long. */
const endsWithinMs = 30_000;

function endAfter(ms: number, why: string): void {
  setTimeout(() => {
    process.stderr.write(`${process.argv[1]}: ${why}; open: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(1);
  }, ms).unref();
}

const withinMs = Number(process.env.MUNAN_TEST_FILE_WITHIN_MS);
if (withinMs > 0) endAfter(withinMs, `it took longer than ${withinMs / 60_000} minutes`);
after(() => endAfter(endsWithinMs, 'all its tests are done, and it does not end'));
