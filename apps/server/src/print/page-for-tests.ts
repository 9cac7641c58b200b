import type { VisitEntry, VisitPage, VisitRow } from '@munan/flow';
import { questionnaires } from '@munan/visit';
import type { AboutRecipient } from './visit-paper.ts';

/** 2026-11-23 10:05 in Korea. */
export const arrived = Date.parse('2026-11-23T10:05:00+09:00');

const person: VisitRow['person'] = {
  id: 'p1',
  name: '김순자',
  birthDate: '1941-03-02',
  age: 85,
  sex: 'female',
  district: '의창구',
  simulated: true,
};
export const about: AboutRecipient = {
  address: '경남 창원시 의창구 용지로 1, 101동 1203호',
  phone: '055-000-0000',
  conditions: ['고혈압', '당뇨병'],
  programme: 'intensive',
};

const entry: VisitEntry = {
  id: 'v-2026-11-23-1',
  patient: 'p1',
  state: 'signed',
  arrived,
  finished: arrived + 47 * 60_000,
  vitals: {
    systolicMmHg: 152,
    diastolicMmHg: 88,
    secondSystolicMmHg: 147,
    secondDiastolicMmHg: 85,
    pulsePerMin: 78,
    temperatureCel: 36.6,
    spo2Percent: 95,
    onOxygen: false,
    respirationPerMin: 18,
    glucoseMgPerDl: 212,
    fasting: false,
    weightKg: 52,
    painScore: 3,
    consciousness: 'alert',
    orientedToTime: false,
    orientedToPlace: true,
    orientedToPerson: true,
  },
  confirmed: ['glucoseMgPerDl'],
  confirmedWhy: { glucoseMgPerDl: '점심 직후' },
  forms: {
    activities: { version: '1.0.0', answers: { basic: 10, medication: 15, 'diabetic-foot': 12, remarks: '발톱 정리' } },
    education: { version: '1.0.0', answers: { topics: ['diet', 'foot'], who: ['person'], understood: 'partly' } },
    medication: { version: '1.0.0', answers: { adherence: 'half' } },
    wound: { version: '1.0.0', answers: { place: 'sacrum', kind: 'pressure', stage: '3', odour: true, pain: 4 } },
  },
  photos: [
    {
      id: 'ph1',
      takenAt: arrived + 600_000,
      kind: 'wound',
      caption: '천골부',
      reference: 'coin-500',
      lengthMm: 32,
      widthMm: 18,
    },
  ],
  remarks: '발목이 조금 부으셨음.\n식사량이 줄었다고 하심.',
  question: '혈압약을 늘려야 할까요?',
  next: { date: '2026-12-01', time: '10:30', note: '아침 공복 혈당 재기' },
};

/** The page of a visit that has everything; `change` says otherwise. */
export function pageOf(change: Partial<VisitEntry> = {}, more: Partial<VisitPage> = {}): VisitPage {
  const whole = { ...entry, ...change };
  const row: VisitRow = {
    id: whole.id,
    person,
    nurse: { id: 'n1', name: '이은주' },
    arrived: whole.arrived,
    finished: whole.finished,
    stored: whole.finished + 1000,
    vitals: whole.vitals,
    news2: { least: 1, most: 1, missing: [], at: whole.finished },
    confirmed: whole.confirmed ?? [],
    ...(whole.state && { state: whole.state }),
  };
  return {
    now: whole.finished + 60_000,
    row,
    entry: whole,
    person,
    ranges: {},
    forms: questionnaires.filter(({ id }) => id !== undefined && Object.hasOwn(whole.forms ?? {}, id)),
    answers: [
      {
        id: 'a1',
        kind: 'clinic',
        text: '다음 주 내과 진료를 받으시게 해 주세요.',
        by: '2026-12-04',
        visit: whole.id,
        patient: 'p1',
        from: { id: 'd1', name: '서의사' },
        at: whole.finished + 30_000,
      },
    ],
    versions: [
      { at: whole.finished, by: 'n1', byName: '이은주', state: 'signed' },
      { at: whole.finished + 3_600_000, by: 'n1', byName: '이은주', state: 'signed', reason: '체온을 잘못 적음' },
    ],
    photos: ['ph1'],
    signed: { by: 'n1', byName: '이은주', at: whole.finished },
    ...more,
  };
}
