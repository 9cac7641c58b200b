import { drillOf } from '@munan/flow';
import type { Person } from '../people/person.ts';

/**
 * Somebody of a drill, never enrolled: what the desk sees of her. Every line that might be acted on says that it is a drill, and no
 * number of hers can be dialled. Undefined for anybody else.
 */
export function madeUpPerson(subject: string): Person | undefined {
  if (drillOf(subject) === undefined) return undefined;
  const number = numberOf(subject);
  const digits = String(number).padStart(4, '0');
  return {
    id: subject,
    name: `훈련 ${number}`,
    birthDate: `${1932 + (number % 18)}-0${1 + (number % 9)}-15`,
    sex: number % 3 === 0 ? 'male' : 'female',
    district: '훈련',
    address: `훈련용 주소 ${number}: 119에 전화하지 마십시오 (drill: do not call 119)`,
    phone: `000-0000-${digits}`,
    doorCode: `훈련 ${number}`,
    conditions: ['훈련 (drill)'],
    medications: [],
    allergies: [],
    programme: 'regular',
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    contacts: [
      { relation: 'family', name: `훈련 가족 ${number}`, phone: `000-1111-${digits}` },
      { relation: 'neighbour', name: `훈련 이웃 ${number}`, phone: `000-2222-${digits}` },
      { relation: 'nurse', name: '훈련 간호사', phone: '000-3333-0000' },
    ],
    simulated: true,
  };
}

function numberOf(subject: string): number {
  return Number(subject.slice(subject.lastIndexOf('-') + 1));
}
