import type { Finding } from '@munan/flow';

export interface Episode {
  episode: string;
  /** What was said last. */
  latest: Finding;
  since: number;
  /** How many findings it has. */
  count: number;
}

/** The findings of an alert as the signs they belong to, in the order in which these began. */
export function episodesOf(findings: readonly Finding[]): Episode[] {
  const episodes = new Map<string, Episode>();
  for (const finding of findings) {
    const known = episodes.get(finding.episode);
    if (!known) {
      episodes.set(finding.episode, { episode: finding.episode, latest: finding, since: finding.since, count: 1 });
      continue;
    }
    known.count += 1;
    known.since = Math.min(known.since, finding.since);
    if (finding.at >= known.latest.at) known.latest = finding;
  }
  return [...episodes.values()].sort((a, b) => a.since - b.since);
}
