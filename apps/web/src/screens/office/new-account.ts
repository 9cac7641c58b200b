import type { NewAccount, PersonRole } from '@munan/flow';

/** As the server has it. */
export const leastPassword = 10;
export const accountRoles = [
  'person',
  'family',
  'nurse',
  'operator',
  'doctor',
  'manager',
] as const satisfies PersonRole[];

/** As typed; `people` are those of a nurse or of family, `person` whose own page it is. */
export interface AccountForm {
  role: PersonRole;
  id: string;
  name: string;
  password: string;
  person: string;
  people: readonly string[];
}
export const emptyAccount: AccountForm = { role: 'person', id: '', name: '', password: '', person: '', people: [] };

export type AccountProblem = 'id' | 'name' | 'person' | 'family' | 'password';
export type AccountProblems = Partial<Record<'id' | 'name' | 'person' | 'people' | 'password', AccountProblem>>;

/** The account, or what is wrong with which field. Whom a role does not see by name is not sent. */
export function readAccount(form: AccountForm): { account: NewAccount } | { problems: AccountProblems } {
  const { role, person, password } = form;
  const [id, name] = [form.id.trim(), form.name.trim()];
  const people = role === 'person' ? [person] : role === 'family' || role === 'nurse' ? [...form.people] : [];
  const problems: AccountProblems = {};
  // In the order of the form: the first is where she is led.
  if (role === 'person' && person === '') problems.person = 'person';
  // A nurse may be given her people later, at their enrolment; family sees nobody without them.
  if (role === 'family' && people.length === 0) problems.people = 'family';
  if (name === '' || name.length > 100) problems.name = 'name';
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(id)) problems.id = 'id';
  if (password.length < leastPassword || password.length > 1000) problems.password = 'password';
  return Object.keys(problems).length > 0 ? { problems } : { account: { id, name, role, password, people } };
}
