import { fromMetresPerSecond2, groupTrials, recordMotion } from '../motion.ts';
import type { Choice, Recording } from '../recording.ts';
import type { Source } from '../source.ts';
import { readTable } from '../table.ts';

export const stampedHeader = 'trial,t_s,ax_m_s2,ay_m_s2,az_m_s2';

/** Rows of trial, seconds, and acceleration in m/s²: the form that three of the fall sets are kept in. */
export function readStampedMotion(format: string, source: Source, choice: Choice): Recording {
  const table = readTable(source, stampedHeader.split(','));
  const trials = groupTrials(
    table.rows,
    (row) => table.text(row, 'trial'),
    (row) => [
      table.number(row, 't_s') * 1000,
      table.number(row, 'ax_m_s2') * fromMetresPerSecond2,
      table.number(row, 'ay_m_s2') * fromMetresPerSecond2,
      table.number(row, 'az_m_s2') * fromMetresPerSecond2,
    ],
    choice,
  );
  return recordMotion(format, source.name, trials, choice);
}
