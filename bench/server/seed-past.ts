import { randomUUID } from 'node:crypto';
import type { VisitEntry } from '@munan/flow';
import type { openHouse } from '../../apps/server/src/house.ts';
import { logItem } from './seed.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const visitsOfEach = 10;
const yearDays = 365;
const packetsAtOnce = 1000;

type BenchHouse = Awaited<ReturnType<typeof openHouse>>;

/** Ten visits, and a minute of each day of a year, of each of these people. */
export async function seedPast(house: BenchHouse, nurse: string, people: readonly string[]): Promise<void> {
  const now = Date.now();
  for (const [number, patient] of people.entries()) {
    for (let at = 0; at < visitsOfEach; at++) {
      const arrived = now - (at * 30 + (number % 30) + 1) * dayMs;
      await house.visits.save(pastVisit(patient, arrived, at), { id: nurse, name: nurse });
    }
  }
  const noon = Math.floor(now / dayMs) * dayMs - dayMs + 4 * hourMs;
  let items: ReturnType<typeof logItem>[] = [];
  const flush = async () => {
    if (items.length > 0) await house.series.append(items);
    items = [];
  };
  for (let day = yearDays; day > 0; day--) {
    for (const person of people) {
      items.push(logItem(`${person}-wrist`, person, yearDays - day, noon - day * dayMs));
      if (items.length >= packetsAtOnce) await flush();
    }
  }
  await flush();
  await house.series.pack();
}

function pastVisit(patient: string, arrived: number, at: number): VisitEntry {
  return {
    id: randomUUID(),
    patient,
    arrived,
    finished: arrived + hourMs / 2,
    vitals: {
      systolicMmHg: 126 + at,
      diastolicMmHg: 74 + at,
      secondSystolicMmHg: 124 + at,
      secondDiastolicMmHg: 73 + at,
      pulsePerMin: 66 + at,
      temperatureCel: 36.5,
      spo2Percent: 95,
      onOxygen: false,
      respirationPerMin: 16,
      glucoseMgPerDl: 120 + at,
      fasting: true,
      weightKg: 52 + at / 10,
      painScore: at % 4,
      consciousness: 'alert',
    },
    forms: { hypertension: { version: '1.0.0', answers: { missed: 'none', monitoring: 'daily' } } },
    remarks: '복약 잘 지키심. 식사량 보통. 다음 방문 때 체중 다시 확인.',
  };
}
