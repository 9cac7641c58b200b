import type { Channel, Finding } from '@munan/flow';
import type { ChartMark } from '@munan/ui';

/** The findings that looked at a channel, as stretches to be marked on its chart; one an episode. */
export function findingMarks(findings: Finding[], channel: Channel): ChartMark[] {
  const byEpisode = new Map<string, ChartMark>();
  for (const finding of findings) {
    for (const evidence of finding.evidence) {
      if (evidence.channel !== channel) continue;
      const known = byEpisode.get(finding.episode);
      const from = Math.min(known?.from ?? finding.since, finding.since);
      const to = Math.max(known?.to ?? evidence.to, evidence.to);
      byEpisode.set(finding.episode, {
        id: finding.episode,
        from,
        to,
        priority: finding.priority,
        late: !finding.live,
      });
    }
  }
  return [...byEpisode.values()];
}

/** The limits that the findings of a channel were judged by, each once. */
export function findingLimits(findings: Finding[], channel: Channel): number[] {
  const limits = new Set<number>();
  for (const finding of findings)
    for (const evidence of finding.evidence)
      if (evidence.channel === channel) for (const limit of evidence.limits ?? []) limits.add(limit);
  return [...limits].sort((a, b) => a - b);
}
