import type { FactChange, NewAnswer, NewVisitRequest } from '@munan/flow';
import { people } from './people.ts';

const dayMs = 86_400_000;
const koreaMs = 9 * 3_600_000;
const dayText = (at: number): string => new Date(at + koreaMs).toISOString().slice(0, 10);

/** What the doctor, the centre and the nurses of the town have said to each other when the demonstration opens; all simulated. */
export interface TownTalks {
  /** To the last visit of each person. */
  answers: { doctor: string; person: string; answer: NewAnswer }[];
  requests: { operator: string; person: string; request: NewVisitRequest }[];
  /** Two who changed the same at the same time: the second did not know of the first. */
  contradictions: { person: string; hospital: string; nurse: string; first: FactChange; second: FactChange }[];
}

export function townTalks(now: number): TownTalks {
  const medications = (id: string): string[] => people.find((person) => person.id === id)?.medications ?? [];
  const before = medications('p01');
  return {
    answers: [
      {
        doctor: 'doctor1',
        person: 'p05',
        answer: {
          id: 'town-answer-p05',
          kind: 'visit',
          text: '푸로세미드는 그대로 두고, 내일까지 체중과 발목 부종을 다시 보아 주세요. 2 kg 이상 늘면 바로 외래로 보내 주십시오.',
          by: dayText(now + dayMs),
        },
      },
      {
        doctor: 'doctor1',
        person: 'p08',
        answer: {
          id: 'town-answer-p08',
          kind: 'clinic',
          text: '다음 주 당뇨발 외래에서 보겠습니다. 그때까지 굳은살은 깎지 마십시오.',
          by: dayText(now + 6 * dayMs),
        },
      },
    ],
    requests: [
      {
        operator: 'operator1',
        person: 'p12',
        request: {
          id: 'town-request-p12',
          text: '어젯밤 전화를 세 번 받지 않으시다가 오늘 아침 통화됨. 어지럽다고 하심. 한번 들러 보아 주십시오.',
        },
      },
    ],
    contradictions: [
      {
        person: 'p01',
        hospital: 'doctor1',
        nurse: 'nurse1',
        first: { field: 'medications', base: before, mine: [...before, '로사르탄 50 mg 아침'] },
        second: { field: 'medications', base: before, mine: [...before, '종합비타민 하루 1회'] },
      },
    ],
  };
}
