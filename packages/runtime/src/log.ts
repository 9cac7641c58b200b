import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Values of MUNAN_LOG: nothing below it is written. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** JSON lines on stderr; stdout is for what a person asked for. */
export function openLog(level: string = process.env.MUNAN_LOG ?? 'info'): Log {
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  );
}

/** For tests. */
export const silentLog: Log = pino({ level: 'silent' });
