import { randomUUID } from 'node:crypto';
import type { DeviceAdded, DeviceList, PeopleList, PersonBrief, QuarantineList } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError, notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { briefOf, type Person, Person as PersonSchema, whyNotPossible } from '../people/person.ts';
import { deviceRows } from '../views/device-view.ts';
import { allow, saw, sawWithin } from './gate.ts';

const Limit = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** What a manager enters; what she leaves out has a plain default. */
const NewPersonBody = Type.Object(
  {
    ...Type.Partial(
      Type.Pick(PersonSchema, [
        'medications',
        'allergies',
        'contacts',
        'conditions',
        'district',
        'doorCode',
        'phone',
        'location',
        'enrolledUnwell',
      ]),
    ).properties,
    ...Type.Pick(PersonSchema, ['name', 'birthDate', 'sex', 'address', 'programme', 'spo2Scale2', 'noMovementHours'])
      .properties,
    nurse: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);

/** @throws HttpError 400 */
export function knownPerson(house: Pick<House, 'people'>, id: string): void {
  if (!house.people.find(id))
    throw new HttpError(400, 'invalid', `person is "${id.slice(0, 64)}"; allowed is the id of a person enrolled`);
}

/** Enrolling people, assigning devices and nurses, and the quarantine. */
export function manageRoutes(app: App, house: House): void {
  app.get('/api/manage/people', async (request): Promise<PeopleList> => {
    const asker = await allow(house, request, 'people.manage');
    const ids = Array.from(house.people.all(), ({ id }) => id);
    await saw(house, asker, ids, `list of ${ids.length} people`);
    const now = house.clock.now();
    const devices = house.ingest.devices();
    const nurses = house.identity.users('nurse').map(({ id, name }) => ({ id, name }));
    const lastVisits = await house.visits.lastOfEach();
    return {
      now,
      nurses,
      people: Array.from(house.people.all(), (person) => {
        const nurse = house.identity.linkedTo(person.id).find(({ role }) => role === 'nurse');
        const lastVisit = lastVisits.get(person.id);
        return {
          ...briefOf(person, now),
          address: person.address,
          programme: person.programme,
          ...(nurse ? { nurse: { id: nurse.id, name: nurse.name } } : {}),
          devices: devices.filter(({ subject }) => subject === person.id).map(({ id }) => id),
          ...(lastVisit === undefined ? {} : { lastVisit }),
        };
      }),
    };
  });

  app.post('/api/manage/people', { schema: { body: NewPersonBody } }, async (request): Promise<PersonBrief> => {
    const asker = await allow(house, request, 'people.manage');
    const { nurse, ...facts } = request.body;
    const person: Person = {
      district: '',
      conditions: [],
      medications: [],
      allergies: [],
      contacts: [],
      ...facts,
      id: randomUUID(),
      simulated: false,
    };
    const why = whyNotPossible(person, house.clock.now());
    if (why) throw new HttpError(400, 'invalid', why);
    if (nurse !== undefined && house.identity.findUser(nurse)?.role !== 'nurse')
      throw new HttpError(400, 'invalid', `nurse is "${nurse}"; allowed is the id of a nurse`);
    await house.enrol([person], (query) => sawWithin(house, query, asker, [person.id], 'person enrolled'));
    if (nurse) {
      await house.setLinks(nurse, [...house.identity.linksOf(nurse), person.id]);
    }
    return briefOf(person, house.clock.now());
  });

  // Well again: what is measured from now on counts in full, and what was learned while she was unwell a tenth.
  app.post(
    '/api/manage/people/:id/enrolled-unwell',
    { schema: { params: Id, body: Type.Object({ unwell: Type.Boolean() }, { additionalProperties: false }) } },
    async (request): Promise<PersonBrief> => {
      const asker = await allow(house, request, 'people.manage');
      const { id } = request.params;
      const person = house.people.find(id);
      if (!person) throw notFound(`person ${id.slice(0, 64)}`);
      const changed: Person = { ...person, enrolledUnwell: request.body.unwell };
      await house.enrol([changed], (query) => sawWithin(house, query, asker, [id], 'person changed'));
      return briefOf(changed, house.clock.now());
    },
  );

  app.get('/api/manage/devices', async (request): Promise<DeviceList> => {
    const asker = await allow(house, request, 'devices.manage');
    const devices = deviceRows(house);
    await saw(house, asker, [...new Set(devices.flatMap(({ person }) => person?.id ?? []))], 'devices');
    return { now: house.clock.now(), devices };
  });

  const rowOf = (id: string) => {
    const [row] = deviceRows(house, (view) => view.id === id);
    if (!row) throw notFound(`device ${id.slice(0, 64)}`);
    return row;
  };
  app.post(
    '/api/manage/devices',
    {
      schema: {
        body: Type.Object({
          id: Type.String({ maxLength: 100 }),
          kind: Type.Union([Type.Literal('ear'), Type.Literal('wrist'), Type.Literal('test')]),
          person: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
        }),
      },
    },
    async (request): Promise<DeviceAdded> => {
      const asker = await allow(house, request, 'devices.manage');
      const { id, kind, person } = request.body;
      if (person) knownPerson(house, person);
      const { secret } = await house.addDevice(id, kind, person ?? undefined);
      await saw(house, asker, person ? [person] : [], `device ${id} added`);
      return { device: rowOf(id), secret };
    },
  );

  app.post(
    '/api/manage/devices/:id/assign',
    {
      schema: {
        params: Id,
        body: Type.Object({ person: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) }),
      },
    },
    async (request) => {
      const asker = await allow(house, request, 'devices.manage');
      const { person } = request.body;
      rowOf(request.params.id);
      if (person) knownPerson(house, person);
      await house.assignDevice(request.params.id, person ?? undefined);
      await saw(house, asker, person ? [person] : [], `device ${request.params.id} assigned`);
      return rowOf(request.params.id);
    },
  );

  app.post('/api/manage/devices/:id/revoke', { schema: { params: Id } }, async (request) => {
    const asker = await allow(house, request, 'devices.manage');
    rowOf(request.params.id);
    await house.revokeDevice(request.params.id);
    await saw(house, asker, [], `device ${request.params.id} revoked`);
    return rowOf(request.params.id);
  });

  app.get('/api/manage/quarantine', { schema: { querystring: Limit } }, async (request): Promise<QuarantineList> => {
    const asker = await allow(house, request, 'devices.manage');
    await saw(house, asker, [], 'quarantine');
    const [total, rows] = await Promise.all([
      house.ingest.quarantineTotal(),
      house.ingest.quarantine(request.query.limit ?? 100),
    ]);
    return { now: house.clock.now(), total, rows };
  });
}
