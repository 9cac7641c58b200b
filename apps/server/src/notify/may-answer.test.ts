import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecipientKind, Role } from '@munan/flow';
import { type AccessSubject, decide } from '@munan/identity';
import { openMayAnswer } from './may-answer.ts';

const people: ReadonlySet<string> = new Set(['p1']);
const users: Record<string, { role: Role } & Partial<AccessSubject>> = {
  child: { role: 'family', people, consents: new Map([['p1', new Set(['alerts'] as const)]]) },
  withdrawn: { role: 'family', people, consents: new Map([['p1', new Set()]]) },
  narrowed: { role: 'family', people, consents: new Map([['p1', new Set(['status', 'vitals'] as const)]]) },
  unlinked: { role: 'family', consents: new Map([['p1', new Set(['alerts'] as const)]]) },
  hers: { role: 'nurse', people },
  onDuty: { role: 'nurse' },
  refusedNurse: { role: 'nurse', refusedBy: people },
  operator: { role: 'operator' },
  refusedOperator: { role: 'operator', refusedBy: people },
  manager: { role: 'manager' },
};
const mayAnswer = openMayAnswer({
  findUser: (id) => {
    const user = users[id];
    return user && { id, name: id, role: user.role };
  },
  accessOf: ({ id }) => ({ people: new Set(), ...users[id]! }),
  decide,
});

it('openMayAnswer judges who answers by what is so now, and not by what was when she was told', () => {
  const wanted: [to: string | undefined, kind: RecipientKind, subject: string, reason: string | undefined][] = [
    ['child', 'family', 'p1', undefined],
    ['child', 'family', 'p2', 'not-own'],
    ['withdrawn', 'family', 'p1', 'consent'],
    ['narrowed', 'family', 'p1', 'consent'],
    ['unlinked', 'family', 'p1', 'not-own'],
    ['child', 'nurse', 'p1', 'role'],
    ['hers', 'family', 'p1', 'role'],
    ['hers', 'nurse', 'p1', undefined],
    ['onDuty', 'nurse', 'p1', undefined],
    ['refusedNurse', 'nurse', 'p1', 'consent'],
    ['operator', 'operator', 'p1', undefined],
    ['operator', 'operator', 'munan', undefined],
    ['refusedOperator', 'operator', 'p1', 'consent'],
    ['manager', 'manager', 'munan', undefined],
    ['nobody', 'manager', 'munan', 'role'],
    [undefined, 'family', 'p1', undefined],
    [undefined, 'neighbour', 'p1', undefined],
    ['p1', 'self', 'p1', undefined],
  ];
  for (const [to, kind, subject, reason] of wanted) {
    const decision = mayAnswer({ subject, kind, ...(to !== undefined && { to }) });
    assert.equal(decision.allowed ? undefined : decision.reason, reason, `${to} ${kind} ${subject}`);
  }
});
