import type { Evidence, Family, Finding, Priority, Reason } from '@munan/flow';
import { minuteMs, type Source } from './detector.ts';

export interface Said {
  detector: { name: string; version: number };
  source: Source;
  /** Tells apart several signs of one detector: `fever` and `hypothermia`, `battery` and `no-contact`. */
  sign?: string;
  phase: Finding['phase'];
  /** For `changed`: what it changed to, so that every change has an id of its own. */
  step?: string;
  family: Family;
  priority: Priority;
  reason: Reason;
  confidence: number;
  rarity?: number;
  since: number;
  at: number;
  evidence: Omit<Evidence, 'device'>[];
}

/**
 * `<detector>/<subject>/<start ms>[/<device>][/<sign>]`, and the finding's id adds its phase: nothing in them depends on
 * when a packet arrived or how readings were cut into packets, so a replay gives the same ids.
 */
export function findingOf(said: Said): Finding {
  const { detector, source, sign, phase, step, ...rest } = said;
  const parts = [detector.name, source.subject, String(Math.round(said.since)), source.device, sign];
  const episode = parts.filter((part) => part !== undefined).join('/');
  return {
    id: `${episode}/${phase}${step ? `-${step}` : ''}`,
    episode,
    subject: source.subject,
    detector: detector.name,
    version: detector.version,
    phase,
    family: rest.family,
    priority: rest.priority,
    reason: rest.reason,
    confidence: rest.confidence,
    ...(rest.rarity === undefined ? {} : { rarity: rest.rarity }),
    since: rest.since,
    at: rest.at,
    live: true,
    evidence: rest.evidence.map((item) => (source.device ? { ...item, device: source.device } : item)),
  };
}

/** A chart must show what came before and a little after. */
export function windowAround(from: number, to: number, marginMs = 10 * minuteMs): { from: number; to: number } {
  return { from: from - marginMs, to: to + marginMs / 2 };
}
/** Whole minutes between two moments. */
export const minutesBetween = (from: number, to: number) => Math.round((to - from) / minuteMs);
export const rounded = (value: number, decimals = 0) => Number(value.toFixed(decimals));
