import type { Format } from '../recording.ts';
import { readStampedMotion, stampedHeader } from './stamped-motion.ts';

export const weda: Format = {
  name: 'weda',
  description: 'WEDA-FALL, wrist, one file a person (U01_acc.csv.gz): trial, seconds, m/s²',
  sniff: ({ name, firstLine }) => firstLine === stampedHeader && /^U\d+_acc\.csv/.test(name),
  read: (source, choice) => readStampedMotion('weda', source, choice),
};
