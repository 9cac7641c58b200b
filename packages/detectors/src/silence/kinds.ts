import type { Finding, Priority } from '@munan/flow';
import type { Source } from '../detector.ts';
import { findingOf, windowAround } from '../finding.ts';

/** What is to be done about a silence; the words are in `language`, `centre.silenceActs`. */
export type SilenceAct =
  | 'put-on'
  | 'charge'
  | 'check-gateway'
  | 'check-network'
  | 'call-her'
  | 'call-now'
  | 'call-engineer';

/** One way of being silent: how grave it is, what follows from it, and how sure the cause is. docs/clinical/silence.md. */
interface SilenceKindRule {
  priority: Priority;
  act: SilenceAct;
  confidence: number;
  /** -log10 of such findings in a well person's day; chosen, not measured: no field data yet. */
  rarity: number;
}
export const silenceKinds = {
  'not-worn': { priority: 'low', act: 'put-on', confidence: 1, rarity: 0.7 },
  battery: { priority: 'low', act: 'charge', confidence: 1, rarity: 0.7 },
  /** One device alone, the cause unknown: its battery was good. */
  'no-contact': { priority: 'low', act: 'call-her', confidence: 1, rarity: 0.7 },
  /** All devices of a home within minutes: their batteries do not end together. */
  'gateway-silent': { priority: 'low', act: 'check-gateway', confidence: 0.7, rarity: 1 },
  /** Many homes at once; decided by the server, which sees them all. */
  'network-silent': { priority: 'low', act: 'check-network', confidence: 0.9, rarity: 1 },
  'stuck-sensor': { priority: 'low', act: 'call-engineer', confidence: 0.9, rarity: 2 },
  'sensor-silent': { priority: 'low', act: 'call-engineer', confidence: 0.9, rarity: 1.5 },
  'data-late': { priority: 'low', act: 'call-engineer', confidence: 0.9, rarity: 1.5 },
} as const satisfies Record<string, SilenceKindRule>;
export type SilenceCode = keyof typeof silenceKinds;

const version = 2;
export const silenceDetector = { name: 'silence', version } as const;

export interface SilenceSaid {
  source: Source;
  code: SilenceCode;
  /** What names the episode; the code where it is left out. */
  sign?: string;
  phase: Finding['phase'];
  priority?: Priority;
  act?: SilenceAct;
  since: number;
  at: number;
  params: Record<string, string | number | boolean>;
  step?: string;
  /** Drawn beside it; movement says most of whether she was there. */
  channel?: string;
}
export function saySilence(said: SilenceSaid): Finding {
  const { source, code, phase, since, at, params } = said;
  const kind = silenceKinds[code];
  const { device: _, ...figures } = params;
  return findingOf({
    detector: silenceDetector,
    source,
    sign: said.sign ?? code,
    phase,
    step: said.step,
    family: 'silence',
    priority: said.priority ?? kind.priority,
    reason: { code, params: { device: source.device ?? '', ...params, act: said.act ?? kind.act } },
    confidence: kind.confidence,
    rarity: kind.rarity,
    since,
    at,
    evidence: [{ channel: said.channel ?? 'activity', ...windowAround(since, at), values: figures }],
  });
}
