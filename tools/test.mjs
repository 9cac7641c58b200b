// `npm test` and `npm run ok`: installs what is missing, then runs the suites on Node 24.
import { ensureInstalled, run } from './start.mjs';

ensureInstalled();
process.exitCode = await run(['tools/suites.ts', ...process.argv.slice(2)]);
