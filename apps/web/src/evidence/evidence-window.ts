import type { Evidence, Finding } from '@munan/flow';
import { drawingOf } from './drawing.ts';

const mostCharts = 3;
const widest = 3;

/** A figure made from a channel is another picture than the channel. */
const pictureOf = (evidence: Evidence) =>
  drawingOf(evidence).kind === 'figure' ? `figure ${evidence.figure?.name}` : evidence.channel;

/** The usual ranges of two windows as one, the later's where both say. */
function bothUsual(later: Evidence, earlier: Evidence): Pick<Evidence, 'usual'> {
  const first = later.usual?.[0]?.t;
  const before = (earlier.usual ?? []).filter(({ t }) => first === undefined || t < first);
  const usual = [...before, ...(later.usual ?? [])];
  return usual.length > 0 ? { usual } : {};
}

/** One evidence a channel, the latest finding's first: an episode that changes ten times is still one picture. */
export function evidenceToDraw(findings: Finding[]): Evidence[] {
  const byPicture = new Map<string, Evidence>();
  for (const finding of findings.slice().sort((a, b) => b.at - a.at)) {
    for (const evidence of finding.evidence) {
      const drawing = drawingOf(evidence);
      if (drawing.kind === 'values') continue;
      const picture = pictureOf(evidence);
      const known = byPicture.get(picture);
      if (!known) byPicture.set(picture, evidence);
      // The later figure has the days of the earlier one.
      else if (drawing.kind === 'channel') {
        const from = Math.min(known.from, evidence.from);
        const to = Math.max(known.to, evidence.to);
        // Two falls half an hour apart in one picture would show neither.
        if (to - from <= widest * (known.to - known.from))
          byPicture.set(picture, { ...known, from, to, ...bothUsual(known, evidence) });
      }
    }
  }
  // A fall is seen in its acceleration; what followed in the activity comes after it.
  const isFirst = (evidence: Evidence) => (evidence.channel === 'acceleration' ? 0 : 1);
  return [...byPicture.values()].sort((a, b) => isFirst(a) - isFirst(b)).slice(0, mostCharts);
}

/** The window with a tenth of its length before and after it, so that the change can be seen. Whole ms. */
export function evidenceWindow(evidence: { from: number; to: number }): { from: number; to: number } {
  const room = Math.max(1000, (evidence.to - evidence.from) * 0.1);
  return { from: Math.floor(evidence.from - room), to: Math.ceil(evidence.to + room) };
}
