/** Something that happens to a person or to a device, for a while, and then is over: the person is helped and recovers. */
export type EpisodeKind = 'fall' | 'desaturation' | 'fever' | 'button' | 'left-on-table' | 'battery';

export interface Episode {
  kind: EpisodeKind;
  /** Resident id. */
  person: string;
  /** Unix ms: the impact, the press, the beginning of the drift. */
  from: number;
  /** Unix ms: everything as before. */
  until: number;
  /** What the person answers when asked through the ear meanwhile; `none` is silence. */
  answer: 'ok' | 'help' | 'none';
  /** For what happens to a device. */
  device?: 'ear' | 'wrist';
}

const minuteMs = 60_000;

/** How long each lasts. Fever and desaturation are quicker than in life, so that a visitor can follow them. */
export const episodeMinutes: Record<EpisodeKind, number> = {
  fall: 8,
  desaturation: 17,
  fever: 55,
  button: 10,
  // Longer than the half hour after which it is called not worn.
  'left-on-table': 40,
  battery: 25,
};

export function episode(
  kind: EpisodeKind,
  person: string,
  from: number,
  answer: Episode['answer'],
  device?: Episode['device'],
): Episode {
  // Who answers "ok" after a fall is up again within two minutes.
  const minutes = kind === 'fall' && answer === 'ok' ? 1.5 : episodeMinutes[kind];
  return { kind, person, from, until: from + minutes * minuteMs, answer, device };
}

/** 0 before, rising to 1 over `riseMs`, and falling back to 0 over the last `fallMs` of the episode. */
function swell({ from, until }: Episode, t: number, riseMs: number, fallMs: number): number {
  if (t <= from || t >= until) return 0;
  return Math.min(1, (t - from) / riseMs, (until - t) / fallMs);
}

/** What an episode does to the body at `t`; the identity outside it. */
export interface Effect {
  spo2Percent: number;
  pulsePerMin: number;
  temperatureCel: number;
  /** Lies still. */
  still: boolean;
}

export function effectAt(episode: Episode, t: number): Effect {
  const effect: Effect = { spo2Percent: 0, pulsePerMin: 0, temperatureCel: 0, still: false };
  if (t < episode.from || t >= episode.until) return effect;
  switch (episode.kind) {
    case 'fall':
      effect.pulsePerMin = 16 * swell(episode, t, 15_000, 45_000);
      effect.still = t > episode.from + 1_000;
      break;
    case 'desaturation': {
      const depth = swell(episode, t, 5 * minuteMs, 4 * minuteMs);
      effect.spo2Percent = -13 * depth;
      effect.pulsePerMin = 11 * depth;
      break;
    }
    case 'fever': {
      const heat = swell(episode, t, 18 * minuteMs, 20 * minuteMs);
      effect.temperatureCel = 2.5 * heat;
      effect.pulsePerMin = 16 * heat;
      break;
    }
    case 'button':
      effect.pulsePerMin = 12 * swell(episode, t, 10_000, 3 * minuteMs);
      break;
    case 'left-on-table':
    case 'battery':
      break;
  }
  return effect;
}
