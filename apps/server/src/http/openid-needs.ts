import type { TokenEvent } from '@munan/identity';
import type { Log } from '@munan/runtime';
import { auditEntry } from '../api/audit-entry.ts';
import type { House } from '../house.ts';
import { relatedPersons } from '../people/related.ts';
import { openidErrorPage } from './openid-error.ts';

/** What the identity provider asks of the house: who somebody is, and where to write what it did. */
export function openidNeeds({ identity, audit }: Pick<House, 'identity' | 'audit'>, log: Log) {
  return {
    renderError: openidErrorPage,
    failed: (error: unknown, path: string) => log.error({ err: error, path }, 'the identity provider failed'),
    findAccount(id: string) {
      const who = identity.findUser(id);
      if (!who) return undefined;
      if (who.role !== 'family') return { ...who, fhirUser: `Practitioner/${id}` };
      const [first] = identity.linksOf(id);
      const [related] = first === undefined ? [] : relatedPersons(who, [first]);
      return { ...who, ...(related?.id && { fhirUser: `RelatedPerson/${related.id}` }) };
    },
    noted({ client, user, origin, grantType, refused }: TokenEvent): void {
      const who = user === undefined ? undefined : identity.findAuthor(user);
      const asker = who ?? { id: client, name: client, role: 'service' as const };
      const what = `login ${refused === undefined ? 'token' : 'refused: token'} by ${grantType}`;
      const entry = auditEntry({ ...asker, client, origin, by: 'bearer' }, [], what, refused ? { note: refused } : {});
      const written = refused === undefined ? audit.write([entry]) : audit.refused(entry);
      written.catch((error: unknown) => log.error({ err: error }, 'a token is not in the audit trail'));
    },
  };
}
