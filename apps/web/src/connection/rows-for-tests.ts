import type { AlertRow, BoardPerson, PersonBrief } from '@munan/flow';

export function briefOf(id: string): PersonBrief {
  return {
    id,
    name: `사람 ${id}`,
    birthDate: '1940-03-12',
    age: 86,
    sex: 'female',
    district: '의창구',
    simulated: true,
  };
}

export function alertOf(id: string, deadline: number, given: Partial<AlertRow> = {}): AlertRow {
  return {
    id,
    version: 1,
    person: briefOf(`p-${id}`),
    family: 'safety',
    priority: 'medium',
    status: 'open',
    reason: { code: 'fall' },
    since: 0,
    openedAt: 0,
    step: { kind: 'operator-call', index: 1, attempt: 1, count: 5, startedAt: 0, deadline },
    ...given,
  };
}

export function personOf(id: string, given: Partial<BoardPerson> = {}): BoardPerson {
  return { ...briefOf(id), state: 'well', alerts: [], reasons: [], channels: [], silence: [], ...given };
}
