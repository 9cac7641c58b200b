import type { Evidence, Finding } from '@munan/flow';

const drawable = new Set(['spo2', 'pulse', 'temperature', 'activity', 'steps', 'acceleration']);
const mostCharts = 3;
const widest = 3;

/** One evidence a channel, the latest finding's first: an episode that changes ten times is still one picture. */
export function evidenceToDraw(findings: Finding[]): Evidence[] {
  const byChannel = new Map<string, Evidence>();
  for (const finding of findings.slice().sort((a, b) => b.at - a.at)) {
    for (const evidence of finding.evidence) {
      if (!drawable.has(evidence.channel)) continue;
      const known = byChannel.get(evidence.channel);
      if (!known) byChannel.set(evidence.channel, evidence);
      else {
        const from = Math.min(known.from, evidence.from);
        const to = Math.max(known.to, evidence.to);
        // Two falls half an hour apart in one picture would show neither.
        if (to - from <= widest * (known.to - known.from)) byChannel.set(evidence.channel, { ...known, from, to });
      }
    }
  }
  // A fall is seen in its acceleration; what followed in the activity comes after it.
  const isFirst = (evidence: Evidence) => (evidence.channel === 'acceleration' ? 0 : 1);
  return [...byChannel.values()].sort((a, b) => isFirst(a) - isFirst(b)).slice(0, mostCharts);
}

/** The window with a tenth of its length before and after it, so that the change can be seen. Whole ms. */
export function evidenceWindow(evidence: { from: number; to: number }): { from: number; to: number } {
  const room = Math.max(1000, (evidence.to - evidence.from) * 0.1);
  return { from: Math.floor(evidence.from - room), to: Math.ceil(evidence.to + room) };
}
