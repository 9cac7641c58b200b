import { drillOf, type Family, type Finding, type Priority, type Reason } from '@munan/flow';

/** What somebody made up answers when the ear device asks. */
export interface ScriptedAnswer {
  answer: 'ok' | 'help';
  /** After the question, ms. */
  afterMs: number;
}
/** One alert of a drill, before it is raised. */
export interface DrillLine {
  subject: string;
  /** When it comes, Unix ms. */
  at: number;
  finding: Finding;
}

interface Scene {
  detector: string;
  family: Family;
  priority: Priority;
  reason: Reason;
  /** How long the sign had lasted when the detector said so, ms. */
  sinceMs: number;
  /** Absent: never answered, as of somebody who cannot. */
  answer?: ScriptedAnswer;
}

const second = 1000;
const minute = 60_000;
const device = 'drill-ear';

/** What a night brings; half of it nobody answers, so that the desk has to work. */
const scenes: readonly Scene[] = [
  {
    ...{ detector: 'fall', family: 'safety', priority: 'high', sinceMs: 20 * second },
    reason: { code: 'fall', params: { peakG: 3.4, stillSeconds: 38, movedAfter: false } },
  },
  {
    ...{ detector: 'button', family: 'safety', priority: 'high', sinceMs: 0 },
    reason: { code: 'button' },
    answer: { answer: 'ok', afterMs: 20 * second },
  },
  {
    ...{ detector: 'low-oxygen', family: 'vital', priority: 'high', sinceMs: 6 * minute },
    reason: { code: 'low-oxygen', params: { percent: 83, minutes: 6, limit: 85 } },
  },
  {
    ...{ detector: 'fall', family: 'safety', priority: 'high', sinceMs: 20 * second },
    reason: { code: 'fall', params: { peakG: 2.9, stillSeconds: 12, movedAfter: false } },
    answer: { answer: 'help', afterMs: 15 * second },
  },
  {
    ...{ detector: 'silence', family: 'silence', priority: 'low', sinceMs: 15 * minute },
    reason: { code: 'no-contact', params: { device, minutes: 15, otherHeard: false } },
  },
  {
    ...{ detector: 'fall', family: 'safety', priority: 'high', sinceMs: 20 * second },
    reason: { code: 'fall', params: { peakG: 2.6, stillSeconds: 4, movedAfter: true } },
    answer: { answer: 'ok', afterMs: 25 * second },
  },
  {
    ...{ detector: 'no-movement', family: 'safety', priority: 'medium', sinceMs: 12 * 60 * minute },
    reason: { code: 'no-movement', params: { hours: 12, level: 'alarm' } },
  },
  {
    ...{ detector: 'low-oxygen', family: 'vital', priority: 'medium', sinceMs: 12 * minute },
    reason: { code: 'low-oxygen', params: { percent: 89, minutes: 12, limit: 90 } },
    answer: { answer: 'ok', afterMs: 20 * second },
  },
];

export interface DrillPlan {
  id: string;
  startedAt: number;
  alerts: number;
  minutes: number;
}

export function subjectsOf({ id, alerts }: Pick<DrillPlan, 'id' | 'alerts'>): string[] {
  return Array.from({ length: alerts }, (_, index) => `drill-${id}-${index + 1}`);
}

/**
 * Everything that a drill brings, in order. It follows from the drill's own row, so that a restart in the middle goes on with the
 * same: the same findings are taken in once.
 */
export function scriptOf(plan: DrillPlan): DrillLine[] {
  const slotMs = (plan.minutes * minute) / plan.alerts;
  return subjectsOf(plan).map((subject, index) => {
    // The first comes at once; the others somewhere in their part of the time, or the desk would wait for the clock.
    const within = index === 0 ? 0 : share(`${subject}/at`);
    const at = plan.startedAt + Math.round((index + within) * slotMs);
    return { subject, at, finding: findingOf(subject, at) };
  });
}

export function answerOf(subject: string): ScriptedAnswer | undefined {
  return sceneOf(subject).answer;
}

function findingOf(subject: string, at: number): Finding {
  const { detector, family, priority, reason, sinceMs } = sceneOf(subject);
  const episode = `drill/${subject}`;
  return {
    id: `${episode}/began`,
    episode,
    subject,
    detector,
    version: 1,
    phase: 'began',
    family,
    priority,
    reason,
    confidence: 1,
    since: at - sinceMs,
    at,
    live: true,
    evidence: [],
  };
}

/** All scenes once, in an order that each drill has of its own, then again: nobody learns them by heart. */
function sceneOf(subject: string): Scene {
  const drill = drillOf(subject);
  const number = Number(subject.slice(subject.lastIndexOf('-') + 1));
  if (drill === undefined) throw new Error(`${subject} is nobody of a drill`);
  const round = Math.floor((number - 1) / scenes.length);
  const order = scenes
    .map((scene, index) => ({ scene, by: share(`${drill}/${round}/${index}`) }))
    .sort((a, b) => a.by - b.by);
  return order[(number - 1) % scenes.length]!.scene;
}

/** 0..1 from a text, the same each time: FNV-1a, 32 bits, mixed once more so that neighbours lie apart. */
function share(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
