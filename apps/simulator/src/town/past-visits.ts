import type { VisitEntry } from '@munan/flow';
import { between, stream } from '../body/random.ts';
import { filledForms } from './filled-forms.ts';
import { people } from './people.ts';
import type { Resident } from './resident.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const koreaMs = 9 * hourMs;
/** How often each group was visited before the town was seeded, days. */
const everyDays: Record<Resident['programme'], number> = { intensive: 10, regular: 45, self: 120 };
const backDays = 60;

/** Whom the nurses promised a time today; who is expected today without one has an empty time. */
const expectedToday: Record<string, string> = { p03: '10:30', p11: '14:00', p14: '10:00', p22: '15:30', p07: '' };
const questions: Record<string, string> = {
  p05: '발목 부종이 지난번보다 심합니다. 이뇨제를 조정해야 할까요?',
  p08: '발뒤꿈치 굳은살이 두꺼워졌습니다. 외래에서 보아 주실 수 있을까요?',
};

const remarks = [
  '복약 잘 지키심. 식사량 보통.',
  '무릎 통증 호소, 파스 사용 중. 낙상 주의 교육함.',
  '혈압약 아침에 드심. 집 안 조명 어두워 교체 권유.',
  '수면 양호. 가족과 자주 통화하신다고 함.',
  '식욕 조금 줄었다고 하심. 다음 방문 때 체중 다시 확인.',
];

/** Simulated visits of the last two months, so that the doctor's list and each person's page have a past. */
export function pastVisits(now: number): { nurse: string; entry: VisitEntry }[] {
  const midnight = Math.floor((now + koreaMs) / dayMs) * dayMs - koreaMs;
  return people.flatMap((person, index) => {
    const visits: { nurse: string; entry: VisitEntry }[] = [];
    const every = everyDays[person.programme];
    const first = 1 + (index % Math.min(every, 14));
    for (let daysAgo = first; daysAgo <= backDays; daysAgo += every) {
      const isLast = daysAgo === first;
      const time = isLast ? expectedToday[person.id] : undefined;
      const entry = visitOf(person, index, midnight - daysAgo * dayMs, daysAgo);
      visits.push({
        nurse: person.nurse,
        entry: {
          ...entry,
          next: {
            date: dayText(time === undefined ? midnight + (every - daysAgo) * dayMs : midnight),
            ...(time ? { time } : {}),
          },
          ...(isLast && questions[person.id] !== undefined && { question: questions[person.id] }),
        },
      });
    }
    return visits;
  });
}

/** yyyy-mm-dd of a moment in Korea. */
const dayText = (at: number): string => new Date(at + koreaMs).toISOString().slice(0, 10);

function visitOf(person: Resident, index: number, midnight: number, daysAgo: number): VisitEntry {
  const random = stream(person.body.seed * 1000 + daysAgo);
  const around = (value: number, spread: number, digits = 0): number =>
    Number((value + (random() * 2 - 1) * spread).toFixed(digits));
  const has = (condition: string): boolean => person.conditions.some((known) => known.includes(condition));
  const arrived = midnight + 9 * hourMs + (index % 12) * 35 * minuteMs + Math.floor(random() * 10) * minuteMs;
  const { spo2Percent, pulsePerMin, temperatureCel } = person.body;
  const [systolicMmHg, diastolicMmHg] = [around(has('고혈압') ? 146 : 126, 14), around(has('고혈압') ? 84 : 74, 8)];
  const hasPain = has('관절염') || has('요통');
  return {
    id: `past-${person.id}-${daysAgo}`,
    patient: person.id,
    arrived,
    finished: arrived + (18 + Math.floor(random() * 15)) * minuteMs,
    vitals: {
      systolicMmHg,
      diastolicMmHg,
      // Taken again where it was high, as is the custom.
      ...(systolicMmHg >= 140
        ? { secondSystolicMmHg: around(systolicMmHg - 4, 3), secondDiastolicMmHg: around(diastolicMmHg - 2, 2) }
        : {}),
      pulsePerMin: around(pulsePerMin + 6, 6),
      temperatureCel: around(temperatureCel, 0.3, 1),
      spo2Percent: Math.min(100, around(spo2Percent, 1)),
      onOxygen: false,
      respirationPerMin: around(17, 2),
      ...(has('당뇨') ? { glucoseMgPerDl: around(162, 40), fasting: false } : {}),
      // Her own weight, the same at each visit but for what she wears.
      weightKg: around(between(-8, 8, person.body.seed, 3) + (person.sex === 'female' ? 54 : 63), 0.6, 1),
      painScore: hasPain ? around(4, 2) : 0,
      consciousness: 'alert',
      ...(has('치매') ? { orientedToTime: random() > 0.5, orientedToPlace: true, orientedToPerson: true } : {}),
    },
    confirmed: [],
    forms: filledForms(person, random),
    remarks: remarks[Math.floor(random() * remarks.length)] as string,
  };
}
