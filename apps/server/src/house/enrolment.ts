/** Who is watched over, who looks after them, and which devices they wear: each change with what the record says of it. */
import { drillOf, houseSubject } from '@munan/flow';
import { type Identity, IdentityError } from '@munan/identity';
import type { DeviceKind, Ingest } from '@munan/ingest';
import { type FhirRecord, type OpenQuery, personPatient, userPractitioner, wornDevice } from '@munan/record';
import type { Clock } from '@munan/runtime';
import { careTeam } from '../people/care-team.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import { relatedPersons } from '../people/related.ts';

interface Needs {
  people: People;
  record: FhirRecord;
  identity: Identity;
  ingest: Pick<Ingest, 'registry' | 'devices'>;
  clock: Clock;
  /** She, or what she wears, is another than before: she is looked at anew. */
  changed(subject: string): void;
}

export function openEnrolment({ people, record, identity, ingest, clock, changed }: Needs) {
  /** Writes a device's resource and looks anew at whoever wore it and wears it now. */
  async function deviceChanged(id: string, before: string | undefined, person: string | undefined): Promise<void> {
    const { kind, revoked } = ingest.registry.get(id);
    const worn = { id, kind, revoked: revoked !== undefined, ...(person === undefined ? {} : { person }) };
    await record.writeAll([wornDevice(worn)]);
    for (const subject of new Set([before, person])) if (subject !== undefined) changed(subject);
  }

  const enrolment = {
    /** Adds or changes people: their facts and their Patients, together. */
    async enrol(persons: readonly Person[], within?: (query: OpenQuery) => Promise<void>): Promise<void> {
      const notAPerson = persons.find(({ id }) => id === houseSubject || drillOf(id) !== undefined);
      if (notAPerson) throw new Error(`the id ${notAPerson.id} is kept for what is no person`);
      await people.save(persons, async (query, saved) => {
        await record.writeAll(saved.map(personPatient), query);
        await within?.(query);
      });
      for (const { id } of persons) changed(id);
    },
    /** One person's facts in an open transaction; when that is on disk, `personWritten`. */
    async writePerson(query: OpenQuery, person: Person): Promise<void> {
      await people.writeWithin(query, [person]);
      await record.writeAll([personPatient(person)], query);
    },
    personWritten(person: Person): void {
      people.remember([person]);
      changed(person.id);
    },
    async addUser(user: Parameters<typeof identity.addUser>[0], linked: readonly string[] = []) {
      if (user.role === 'person' && linked.length !== 1)
        throw new IdentityError('user-invalid', 'the account of a person is of one person: give her id');
      const who = await identity.addUser(user);
      // She herself is in the record as a Patient already.
      if (who.role === 'family') await record.writeAll(relatedPersons(who, linked));
      else if (who.role !== 'person') await record.writeAll([userPractitioner(who)]);
      if (linked.length > 0) await enrolment.setLinks(who.id, linked);
      return who;
    },
    /** A nurse is assigned to these people and nobody else; her care teams in the record say the same. */
    async setLinks(user: string, linked: readonly string[]): Promise<void> {
      const before = identity.linksOf(user);
      await identity.setLinks(user, linked);
      if (identity.findUser(user)?.role !== 'nurse') return;
      const nursesOf = (person: string) => identity.linkedTo(person).filter(({ role }) => role === 'nurse');
      const moved = before.symmetricDifference(new Set(linked));
      await record.writeAll(Array.from(moved, (person) => careTeam(person, nursesOf(person))));
    },
    async addDevice(id: string, kind: DeviceKind, person?: string, since?: number): Promise<{ secret: string }> {
      const added = await ingest.registry.add({ id, kind });
      await enrolment.assignDevice(id, person, since);
      return added;
    },
    /**
     * From `since` on the device is worn by this person, or nobody. Left out it is now; but a device that nobody wore yet
     * and that never sent anything has only her past to tell, so that all it remembers is hers.
     */
    async assignDevice(id: string, person: string | undefined, since?: number): Promise<void> {
      const { packets, assignments } = ingest.registry.get(id);
      const from = since ?? (packets === 0 && assignments.length === 0 ? 0 : clock.now());
      const before = ingest.devices().find((device) => device.id === id)?.subject;
      await ingest.registry.assign(id, person, from);
      await deviceChanged(id, before, person);
    },
    /** For good: its connection is closed, and its silence counts no more. */
    async revokeDevice(id: string): Promise<void> {
      const wearer = ingest.devices().find((device) => device.id === id)?.subject;
      await ingest.registry.revoke(id);
      await deviceChanged(id, wearer, wearer);
    },
  };
  return enrolment;
}
