import type { Format } from '../recording.ts';
import { readStampedMotion, stampedHeader } from './stamped-motion.ts';

export const mobifall: Format = {
  name: 'mobifall',
  description: 'MobiFall, phone in the pocket, one file a person (sub01_acc.csv.gz): trial, seconds, m/s²',
  sniff: ({ name, firstLine }) => firstLine === stampedHeader && /^sub\d+_acc\.csv/.test(name),
  read: (source, choice) => readStampedMotion('mobifall', source, choice),
};
