import { openLog, systemClock } from '@munan/runtime';
import { ConfigError, givenValues } from '../config.ts';
import { auditorOptions, readHeartbeatUrl } from '../config-auditor.ts';
import { openSeparateAuditor } from '../house/separate-auditor.ts';
import { type Command, optionLines } from './command.ts';

const options = [
  { name: 'database-url', value: 'URL', fallback: '', help: 'postgres://… of the server' },
  ...auditorOptions,
] as const;

export const auditorCommand: Command = {
  name: 'auditor',
  summary: 'run the auditor beside a server on PostgreSQL: finds and mends what its own loops forgot',
  help: () =>
    `${optionLines(options)}\n\nWith the embedded database the auditor runs inside the server, and this is not needed. Stop it with SIGTERM.`,
  async run(args) {
    const given = givenValues(args, options, process.env);
    const url = given('database-url');
    if (url.value === '')
      throw new ConfigError(
        '--database-url is missing; the embedded database belongs to the server, and the auditor runs inside it',
      );
    if (!/^postgres(ql)?:\/\/[^/]+\/.+/.test(url.value))
      throw new ConfigError(
        `${url.source} begins with "${url.value.slice(0, 12)}"; allowed is postgres://USER:PASSWORD@HOST:PORT/NAME: the embedded database belongs to the server, and the auditor runs inside it`,
      );
    const heartbeat = given('heartbeat-url');
    let heartbeatUrl: string | undefined;
    try {
      heartbeatUrl = readHeartbeatUrl(heartbeat.value);
    } catch (error) {
      throw new ConfigError(`${heartbeat.source} is "${heartbeat.value}"; ${(error as Error).message}`);
    }
    const log = openLog();
    const auditor = await openSeparateAuditor({ databaseUrl: url.value, heartbeatUrl, clock: systemClock, log });
    const stopped = new Promise<void>((resolve) => {
      process.once('SIGTERM', resolve);
      process.once('SIGINT', resolve);
    });
    await auditor.start();
    log.info('the auditor looks every 15 s');
    await stopped;
    await auditor.stop();
    return 0;
  },
};
