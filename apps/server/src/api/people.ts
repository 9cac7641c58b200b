import { type FamilyPage, type FamilyPart, familyParts, type PersonPage } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { notFound } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { briefOf, contactsOf } from '../people/person.ts';
import { alertRow } from '../views/alert-view.ts';
import { deviceRows } from '../views/device-view.ts';
import { boardPerson } from '../views/person-view.ts';
import { allow, saw, visible } from './gate.ts';

const weekMs = 7 * 86_400_000;
const shownAlerts = 30;
const shownFindings = 200;
const shownVisits = 30;
const shownActions = 10;
const shownHappened = 10;
const familySeesMs = 14 * 86_400_000;

/** One person's page, and the family's. */
export function peopleRoutes(app: App, house: House): void {
  app.get(
    '/api/people/:id',
    { schema: { params: Type.Object({ id: Type.String({ maxLength: 100 }) }) } },
    async (request): Promise<PersonPage> => {
      const { id } = request.params;
      const asker = await allow(house, request, 'person.read', id);
      const opened = house.breakGlass.find(asker.id, id, house.clock.now());
      const person = house.people.find(id);
      if (!person) throw notFound(`person ${id.slice(0, 64)}`);
      await saw(house, asker, [id], 'person');
      const now = house.clock.now();
      const [open, closed, findings, visits] = await Promise.all([
        house.response.list({ status: 'open', subject: id, limit: shownAlerts }),
        house.response.list({ status: 'closed', subject: id, limit: shownAlerts }),
        house.findings.of(id, now - weekMs, shownFindings),
        house.visits.list({ people: [id], limit: shownVisits }),
      ]);
      const { address, phone, conditions, medications, allergies, programme, spo2Scale2, noMovementHours } = person;
      return {
        now,
        person: {
          ...briefOf(person, now),
          address,
          ...(phone ? { phone } : {}),
          conditions,
          medications,
          allergies,
          programme,
          spo2Scale2,
          noMovementHours,
          ...(person.enrolledUnwell ? { enrolledUnwell: true } : {}),
        },
        ...(opened && { breakGlass: opened }),
        board: boardPerson(house, id),
        contacts: contactsOf(person),
        devices: deviceRows(house, (view) => view.subject === id),
        alerts: [...open, ...closed].map((alert) => alertRow(house, alert)),
        findings,
        visits,
      };
    },
  );

  app.get('/api/family', async (request): Promise<FamilyPage> => {
    const asker = await allow(house, request, 'family.read');
    const ids = visible(house, asker, 'family.read');
    await saw(house, asker, ids, 'family page');
    const subject = house.accessOf(asker);
    return {
      now: house.clock.now(),
      withoutConsent: [...subject.people].filter((id) => house.people.find(id) && !ids.includes(id)).length,
      people: await Promise.all(ids.map((id) => familyPerson(house, subject, id, asker.id))),
    };
  });
}

/** The alerts of two weeks, of which kind and how they ended. */
async function happened(house: House, subject: string): Promise<NonNullable<FamilyPage['people'][number]['happened']>> {
  const since = house.clock.now() - familySeesMs;
  const [open, closed] = await Promise.all([
    house.response.list({ status: 'open', subject, limit: shownHappened }),
    house.response.list({ status: 'closed', subject, limit: shownHappened }),
  ]);
  return [...open, ...closed]
    .filter(({ openedAt, status }) => status === 'open' || openedAt >= since)
    .sort((a, b) => b.openedAt - a.openedAt)
    .map(({ openedAt, family, status, plan, step, stepStartedAt, closedAt, outcome }) => ({
      at: openedAt,
      family,
      ...(status === 'open'
        ? { now: { step: plan[step]!.kind, since: stepStartedAt } }
        : { ended: { at: closedAt ?? openedAt, ...(outcome && { outcome }) } }),
    }));
}

/** What this user was told of alerts that are open; of closed ones there is nothing to answer any more. */
async function toldOf(
  house: House,
  subject: string,
  user: string,
): Promise<NonNullable<FamilyPage['people'][number]['messages']>> {
  const since = Math.min(...house.openAlertsOf(subject).map(({ openedAt }) => openedAt));
  if (!Number.isFinite(since)) return [];
  const rows = await house.response.messages({ subject, to: user, limit: shownHappened });
  return rows
    .filter(({ at, stepKind }) => at >= since && stepKind === 'family-text')
    .map(({ id, at, body, answer }) => ({ id, at, body, ...(answer && { answer }) }));
}

/** Each part only where the person agreed to it. */
async function familyPerson(
  house: House,
  subject: ReturnType<House['accessOf']>,
  id: string,
  user: string,
): Promise<FamilyPage['people'][number]> {
  const agreed = (part: FamilyPart) => house.decide(subject, 'family.read', { patients: [id], part }).allowed;
  const { name, simulated, state, since, lastContact } = boardPerson(house, id);
  const isVisitShown = agreed('visits') || agreed('vitals');
  const [lastVisit] = isVisitShown ? await house.visits.list({ people: [id], limit: 1 }) : [];
  return {
    person: { id, name, simulated },
    parts: familyParts.filter(agreed),
    ...(agreed('status') && {
      state,
      ...(since === undefined ? {} : { since }),
      ...(lastContact === undefined ? {} : { lastContact }),
    }),
    ...(agreed('visits') && lastVisit ? { lastVisit: lastVisit.finished } : {}),
    ...(agreed('vitals') && lastVisit ? { vitals: { at: lastVisit.finished, values: lastVisit.vitals } } : {}),
    ...(agreed('alerts') && {
      done: await house.doneFor(id, shownActions),
      happened: await happened(house, id),
      messages: await toldOf(house, id, user),
    }),
  };
}
