import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stderr; stdout is for what a person asked for. */
export function openLog(level: string = process.env.MUNAN_LOG ?? 'info'): Log {
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  );
}

/** For tests. */
export const silentLog: Log = pino({ level: 'silent' });
