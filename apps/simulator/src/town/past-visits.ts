import type { VisitEntry } from '@munan/flow';
import { between, stream } from '../body/random.ts';
import { people } from './people.ts';
import type { Resident } from './resident.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const koreaMs = 9 * hourMs;
/** How often each group was visited before the town was seeded, days. */
const everyDays: Record<Resident['programme'], number> = { intensive: 10, regular: 45, self: 120 };
const backDays = 60;

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
    for (let daysAgo = 1 + (index % Math.min(every, 14)); daysAgo <= backDays; daysAgo += every)
      visits.push({ nurse: person.nurse, entry: visitOf(person, index, midnight - daysAgo * dayMs, daysAgo) });
    return visits;
  });
}

function visitOf(person: Resident, index: number, midnight: number, daysAgo: number): VisitEntry {
  const random = stream(person.body.seed * 1000 + daysAgo);
  const around = (value: number, spread: number, digits = 0): number =>
    Number((value + (random() * 2 - 1) * spread).toFixed(digits));
  const has = (condition: string): boolean => person.conditions.some((known) => known.includes(condition));
  const arrived = midnight + 9 * hourMs + (index % 12) * 35 * minuteMs + Math.floor(random() * 10) * minuteMs;
  const { spo2Percent, pulsePerMin, temperatureCel } = person.body;
  return {
    id: `past-${person.id}-${daysAgo}`,
    patient: person.id,
    arrived,
    finished: arrived + (18 + Math.floor(random() * 15)) * minuteMs,
    vitals: {
      systolicMmHg: around(has('고혈압') ? 146 : 126, 14),
      diastolicMmHg: around(has('고혈압') ? 84 : 74, 8),
      pulsePerMin: around(pulsePerMin + 6, 6),
      temperatureCel: around(temperatureCel, 0.3, 1),
      spo2Percent: Math.min(100, around(spo2Percent, 1)),
      onOxygen: false,
      respirationPerMin: around(17, 2),
      ...(has('당뇨') ? { glucoseMgPerDl: around(162, 40), fasting: false } : {}),
      // Her own weight, the same at each visit but for what she wears.
      weightKg: around(between(-8, 8, person.body.seed) + (person.sex === 'female' ? 54 : 63), 0.6, 1),
      consciousness: 'alert',
    },
    confirmed: [],
    remarks: remarks[Math.floor(random() * remarks.length)] as string,
  };
}
