import { people } from './people.ts';
import { healthCentre } from './places.ts';
import type { Town } from './resident.ts';

const idsOf = (nurse: string) => people.filter((person) => person.nurse === nurse).map(({ id }) => id);

/**
 * The demonstration town: 24 simulated people of Changwon, their ear and wrist devices, and those who look after
 * them. The passwords are of the demonstration and are shown on its login page.
 */
export const town: Town = {
  people,
  healthCentre,
  users: [
    { id: 'nurse1', name: '김하늘', role: 'nurse', password: 'nurse1-demo', people: idsOf('nurse1') },
    { id: 'nurse2', name: '이바다', role: 'nurse', password: 'nurse2-demo', people: idsOf('nurse2') },
    { id: 'operator1', name: '박새벽', role: 'operator', password: 'operator1-demo' },
    { id: 'operator2', name: '정노을', role: 'operator', password: 'operator2-demo' },
    { id: 'operator3', name: '서이슬', role: 'operator', password: 'operator3-demo' },
    { id: 'operator4', name: '한여울', role: 'operator', password: 'operator4-demo' },
    { id: 'doctor1', name: '최가람', role: 'doctor', password: 'doctor1-demo' },
    { id: 'manager1', name: '윤마루', role: 'manager', password: 'manager1-demo' },
    { id: 'family1', name: '박정호', role: 'family', password: 'family1-demo', people: ['p01', 'p03'] },
    { id: 'person1', name: people[0]!.name, role: 'person', password: 'person1-demo', people: ['p01'] },
  ],
  devices: people.flatMap(({ id }) => [
    { id: `ear-${id.slice(1)}`, kind: 'ear' as const, person: id },
    { id: `wrist-${id.slice(1)}`, kind: 'wrist' as const, person: id },
  ]),
};
