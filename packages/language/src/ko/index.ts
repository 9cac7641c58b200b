import type { Words } from '../index.ts';
import { access } from './access.ts';
import { audit } from './audit.ts';
import { centre } from './centre.ts';
import { conflicts } from './conflicts.ts';
import { day } from './day.ts';
import { desk } from './desk.ts';
import { family } from './family.ts';
import { hospital } from './hospital.ts';
import { office } from './office.ts';
import { person } from './person.ts';
import { reasons } from './reasons.ts';
import { response } from './response.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { visit } from './visit.ts';
import { visitForms } from './visit-forms.ts';
import { visitParts } from './visit-parts.ts';

export const ko = {
  access,
  audit,
  centre,
  conflicts,
  day,
  desk,
  family,
  hospital,
  office,
  person,
  reasons,
  response,
  shell,
  signIn,
  visit,
  visitForms,
  visitParts,
} satisfies Words;
