import { type CrowdOptions, runCrowd } from './run-crowd.ts';
import type { CrowdMessage } from './start-crowd.ts';

/** Entry of the process that `startCrowd` forks: one message in, one out. */
process.once('message', (options: CrowdOptions) => {
  const answer = (message: CrowdMessage) => process.send?.(message, () => process.disconnect());
  runCrowd(options).then(
    (result) => answer({ result }),
    (error: Error) => answer({ error: error.message }),
  );
});
