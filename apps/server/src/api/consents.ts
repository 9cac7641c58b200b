import { type ConsentList, type ConsentRow, type FamilyPart, familyParts } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { consentId, familyConsent } from '../people/consent.ts';
import { allow, saw } from './gate.ts';

/** A consent of tomorrow is a slip; a clock that runs ahead a little is not. */
const aheadMs = 10 * 60_000;

const Body = Type.Object({
  person: Type.String({ minLength: 1, maxLength: 64 }),
  family: Type.String({ minLength: 1, maxLength: 64 }),
  parts: Type.Array(Type.Union(familyParts.map((part) => Type.Literal(part))), { maxItems: familyParts.length }),
  agreedAt: Type.Integer({ minimum: 0 }),
  agreedBy: Type.String({ minLength: 1, maxLength: 100 }),
});

/** What each person agreed that her family sees: looked at, recorded and withdrawn by the manager. */
export function consentRoutes(app: App, house: House): void {
  app.get('/api/manage/consents', async (request): Promise<ConsentList> => {
    const asker = await allow(house, request, 'people.manage');
    const pairs = house.identity
      .users('family')
      .flatMap(({ id }) => [...house.identity.linksOf(id)].map((person) => ({ family: id, person })));
    const rows: ConsentRow[] = [];
    for (const { family, person } of pairs)
      if (house.people.find(person)) rows.push(await rowOf(house, family, person));
    await saw(house, asker, [...new Set(rows.map(({ person }) => person.id))], 'list of consents');
    return { now: house.clock.now(), rows };
  });

  app.post('/api/manage/consents', { schema: { body: Body } }, async (request): Promise<ConsentRow> => {
    const asker = await allow(house, request, 'people.manage');
    const { person, family, agreedAt } = request.body;
    const parts = [...new Set(request.body.parts)];
    const agreedBy = request.body.agreedBy.trim();
    const known = house.identity.findUser(family);
    const enrolled = house.people.find(person);
    if (!enrolled || known?.role !== 'family' || !house.identity.linksOf(family).has(person))
      throw new HttpError(400, 'invalid', 'family and person are not linked with each other');
    if (agreedBy === '') throw new HttpError(400, 'invalid', 'agreedBy is empty; it is who agreed');
    if (agreedAt > house.clock.now() + aheadMs) throw new HttpError(400, 'invalid', 'agreedAt lies in the future');
    const { simulated } = enrolled;
    await house.record.writeAll([familyConsent({ person, family: known, parts, agreedAt, agreedBy, simulated })]);
    const what =
      parts.length > 0 ? `consent recorded for ${family}: ${parts.join(' ')}` : `consent withdrawn for ${family}`;
    await saw(house, asker, [person], what, { interaction: 'update' });
    return rowOf(house, family, person);
  });
}

async function rowOf(house: House, family: string, person: string): Promise<ConsentRow> {
  const { name, simulated } = house.people.get(person);
  const parts = house.accessOf({ id: family, role: 'family' }).consents?.get(person) ?? new Set<FamilyPart>();
  const stored = await house.record.find('Consent', consentId(family, person));
  const consent = stored && (JSON.parse(stored.text) as { dateTime?: string; performer?: { display?: string }[] });
  const agreedAt = Date.parse(consent?.dateTime ?? '');
  const agreedBy = consent?.performer?.[0]?.display;
  return {
    person: { id: person, name, simulated },
    family: { id: family, name: house.identity.findAuthor(family)?.name ?? family },
    parts: familyParts.filter((part) => parts.has(part)),
    ...(Number.isFinite(agreedAt) && { agreedAt }),
    ...(agreedBy !== undefined && { agreedBy }),
  };
}
