import type { OutcomeAdvice } from '@munan/flow';
import type { CentreWords, WatchWords } from '@munan/language';

const unknown = 'unknown';
/** Which group of limits is a detector's. */
const limitsOf: Record<string, string> = {
  'low-oxygen': 'oxygen',
  pulse: 'pulse',
  temperature: 'temperature',
  fall: 'fall',
  silence: 'silence',
};

/** `fall/fall` -> "Suspected fall"; a call that this version does not know by the detector's name, or as it is written. */
export function ruleName(key: string, calls: Record<string, string>, detectors: Record<string, string>): string {
  const cut = key.indexOf('/');
  const code = key.slice(cut + 1);
  return own(calls, code) ?? own(detectors, key.slice(0, cut)) ?? key;
}

/** Where on the page of the rules a call is set: its limits, else where detectors are switched off. */
export function ruleAnchor(key: string): string {
  const detector = key.slice(0, key.indexOf('/'));
  return `rule-${own(limitsOf, detector) ?? 'off'}`;
}

/** `munan-ear` as it is written; of a device that does not say its model, its kind. */
export function modelName(key: string, t: CentreWords['outcomes']['by']): string {
  return key === unknown ? t.unknownModel : (own(t.kinds, key) ?? key);
}

/** `munan-ear 1.4.2`. */
export function firmwareName(key: string, t: CentreWords['outcomes']['by']): string {
  const cut = key.lastIndexOf(' ');
  const model = modelName(key.slice(0, cut), t);
  const firmware = key.slice(cut + 1);
  if (firmware !== unknown) return `${model} ${firmware}`;
  return key.slice(0, cut) === unknown ? model : `${model}, ${t.unknownFirmware}`;
}

export function adviceName(
  { code, key, name }: OutcomeAdvice,
  t: CentreWords['outcomes'],
  detectors: WatchWords['watch']['detectors'],
): string {
  if (code === 'rule-mostly-false') return ruleName(key, t.calls, detectors);
  if (code === 'device-mostly-false') return modelName(key, t.by);
  if (code === 'firmware-worse') return firmwareName(key, t.by);
  return name ?? key;
}

function own(names: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
