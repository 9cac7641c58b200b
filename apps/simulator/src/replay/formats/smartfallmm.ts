import type { Format } from '../recording.ts';
import { readStampedMotion, stampedHeader } from './stamped-motion.ts';

export const smartfallmm: Format = {
  name: 'smartfallmm',
  description: 'SmartFallMM, watch or phone, one file a person (S01_watch.csv.gz): trial, seconds, m/s²',
  sniff: ({ name, firstLine }) => firstLine === stampedHeader && /^S\d+_(watch|phone)\.csv/.test(name),
  read: (source, choice) => readStampedMotion('smartfallmm', source, choice),
};
