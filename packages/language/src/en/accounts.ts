/** Who may sign in: accounts, and the form of a new one. */
export const accounts = {
  hint: 'Who signs in here, and whom each sees. A person’s own account sees nothing but her own page.',
  count: (count: number) => (count === 1 ? '1 account' : `${count} accounts`),
  add: 'Add an account',
  added: (name: string, id: string) => `The account ${id} of ${name} is ready. Please hand over its name and password.`,
  columns: { name: 'Name', id: 'Account name', role: 'Role', people: 'Whose' },
  everybody: 'as the role',
  nobody: 'nobody yet',
  role: 'Role',
  person: 'Whose own page',
  personNone: 'Please choose',
  people: { nurse: 'Whom the nurse looks after', family: 'Whose family' },
  name: 'Name',
  id: 'Account name',
  idHint: 'Latin letters, digits, dots and hyphens. It is typed when signing in.',
  password: 'First password',
  passwordHint: (letters: number) =>
    `At least ${letters} letters. Whoever it is for can change it on the account page.`,
  submit: 'Add',
  problems: {
    id: 'Only Latin letters, digits, dots and hyphens; 64 at most, and a letter or digit first.',
    taken: 'There is an account of this name already.',
    name: 'Please enter a name of 100 letters at most.',
    person: 'Please choose whose page it is.',
    family: 'Please choose at least one.',
    password: 'Please enter at least 10 letters.',
  },
};
