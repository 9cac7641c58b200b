import { type Alert, familyParts, noWishes, type OwnPage, WishesChange } from '@munan/flow';
import { Type } from 'typebox';
import { dayOf } from '../daily-summaries.ts';
import { changeWishes } from '../desk/wishes.ts';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { askerOf } from '../http/asker.ts';
import type { Person } from '../people/person.ts';
import { boardPerson } from '../views/person-view.ts';
import { allow, saw } from './gate.ts';

const Nothing = Type.Object({}, { additionalProperties: false });
const aheadMs = 90 * 86_400_000;
const graver = { high: 0, medium: 1, low: 2 } as const;

/** A person's own page: how she is, who looks after her, what she wishes, and a button that calls for help. */
export function ownRoutes(app: App, house: House): void {
  /** The account is of one person; without one it sees nothing. */
  const herself = (user: string): Person => {
    const [id] = house.identity.linksOf(user);
    const person = id === undefined ? undefined : house.people.find(id);
    if (!person) throw notFound('person whose account this is');
    return person;
  };

  app.get('/api/own', async (request): Promise<OwnPage> => {
    const asker = await allow(house, request, 'own.read');
    const { id } = herself(asker.id);
    await allow(house, request, 'own.read', id);
    await saw(house, asker, [id], 'own page');
    return ownPage(house, id);
  });

  app.put('/api/own/wishes', { schema: { body: WishesChange } }, async (request): Promise<OwnPage> => {
    const asker = await allow(house, request, 'own.write');
    const { id } = herself(asker.id);
    await allow(house, request, 'own.write', id);
    await changeWishes(house, asker, id, request.body);
    return ownPage(house, id);
  });

  app.post('/api/own/help', { schema: { body: Nothing } }, async (request): Promise<OwnPage> => {
    await allow(house, request, 'own.write');
    const asker = askerOf(request);
    const { id } = herself(asker.id);
    await allow(house, request, 'own.write', id);
    // First the call, then the trail: a trail that cannot be written must not keep help away.
    await house.response.reply({ subject: id, device: 'page', answer: 'help', at: house.clock.now() });
    await saw(house, asker, [id], 'called for help');
    return ownPage(house, id);
  });
}

function helpingOf({ openedAt, plan, step, dispatch }: Alert): NonNullable<OwnPage['helping']> {
  return { since: openedAt, step: plan[step]!.kind, ...(dispatch?.progress && { ambulance: dispatch.progress }) };
}

async function ownPage(house: House, id: string): Promise<OwnPage> {
  const now = house.clock.now();
  const { name, simulated, wishes = noWishes, wishesChanged } = house.people.get(id);
  const [visits, appointments] = await Promise.all([
    house.visits.list({ people: [id], limit: 1 }),
    house.care.findAppointments({ patients: [id], from: dayOf(now), to: dayOf(now + aheadMs) }),
  ]);
  const [last] = visits;
  const [next] = appointments;
  const users = house.identity.linkedTo(id);
  const nurse = users.find(({ role }) => role === 'nurse');
  const [open] = house
    .openAlertsOf(id)
    .sort((a, b) => graver[a.priority] - graver[b.priority] || a.openedAt - b.openedAt);
  const { centrePhone } = house.config;
  return {
    now,
    person: { id, name, simulated },
    state: boardPerson(house, id).state,
    devices: house.ingest
      .devicesOf(id)
      .filter(({ revoked }) => !revoked)
      .map(({ kind, lastContact, battery, worn }) => ({
        kind,
        ...(lastContact !== undefined && { lastContact }),
        ...(battery !== undefined && { battery }),
        ...(worn !== undefined && { worn }),
      })),
    ...(next && { nextVisit: { day: next.date, ...(next.time !== undefined && { time: next.time }) } }),
    ...(last && { lastVisit: last.finished }),
    ...(nurse && { nurse: { name: nurse.name } }),
    ...(centrePhone !== undefined && { centrePhone }),
    wishes,
    ...(wishesChanged && { wishesChangedAt: wishesChanged.at }),
    ...(open && { helping: helpingOf(open) }),
    family: users
      .filter(({ role }) => role === 'family')
      .map((member) => {
        const agreed = house.accessOf({ id: member.id, role: 'family' }).consents?.get(id);
        return { name: member.name, parts: familyParts.filter((part) => agreed?.has(part)) };
      }),
  };
}
