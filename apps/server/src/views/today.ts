import type { BoardPerson, Reason } from '@munan/flow';
import type { Person } from '../people/person.ts';

const dayMs = 86_400_000;
const longSilenceMs = 2 * 3_600_000;
/**
 * Days between visits by group [방문건강관리: 집중 8 or more contacts within 3 months, 정기 at least once per 3 months,
 * 자기역량 at least once per 6 months].
 */
export const visitEveryDays: Record<Person['programme'], number> = { intensive: 11, regular: 91, self: 182 };

/** Why somebody should be seen today, gravest first, and how urgent that is (0 is not at all). */
export function todayReasons(
  person: Person,
  board: Pick<BoardPerson, 'state' | 'priority' | 'reasons' | 'silence'>,
  lastVisit: number | undefined,
  now: number,
): { reasons: Reason[]; urgency: number } {
  const reasons: Reason[] = [];
  let urgency = 0;
  const add = (reason: Reason, weight: number): void => {
    reasons.push(reason);
    urgency += weight;
  };
  if (board.state === 'alert') {
    const weight = { high: 400, medium: 200, low: 60 }[board.priority ?? 'low'];
    for (const reason of board.reasons) add(reason, 0);
    urgency += weight;
  }
  // A device laid aside for a wash is no reason for a visit.
  const silence = board.silence.find(({ since }) => now - since >= longSilenceMs);
  if (silence)
    add(
      {
        code: 'device-silent',
        params: { device: silence.device, hours: Math.floor((now - silence.since) / 3_600_000) },
      },
      30,
    );
  const every = visitEveryDays[person.programme];
  if (lastVisit === undefined) add({ code: 'never-visited' }, 80);
  else {
    const days = Math.floor((now - lastVisit) / dayMs);
    if (days > every) add({ code: 'visit-overdue', params: { days, every } }, 50 + Math.min(100, days - every));
    else if (days >= every - 3) add({ code: 'visit-due', params: { days, every } }, 40);
  }
  return { reasons, urgency };
}
