import { Readable } from 'node:stream';
import type { OutcomeRow, OutcomesPage } from '@munan/flow';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import type { Asker } from '../http/asker.ts';
import { adviceOf } from '../outcomes/advice.ts';
import type { OutcomeLabelRow } from '../outcomes/labels.ts';
import { nightLine, sinceEvening } from '../outcomes/night.ts';
import { briefOf } from '../people/person.ts';
import { csvRow } from './audit-csv.ts';
import { allow, maySee, saw } from './gate.ts';

const Days = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })) });
const usualDays = 28;
/** So many open ones and so many closed ones are looked through for the night. */
const nightAtMost = 1_000;
const dayMs = 86_400_000;

const columns = [
  ...(['alert', 'rule', 'detector', 'code', 'first', 'subject', 'family', 'priority'] as const),
  ...(['device', 'model', 'firmware', 'opened_at', 'closed_at', 'verdict', 'outcome'] as const),
];

/** What the calls were worth: for whoever sets the rules, and the labels that a detector is trained on. */
export function outcomeRoutes(app: App, house: House): void {
  app.get('/api/outcomes', { schema: { querystring: Days } }, async (request): Promise<OutcomesPage> => {
    const asker = await allow(house, request, 'outcomes.read');
    const { days = usualDays } = request.query;
    const now = house.clock.now();
    const rates = await house.outcomes.rates(now, days);
    const { night, more } = await nightOf(house, asker, now);
    const byPerson = rates.byPerson
      .filter(({ key }) => mayBeShown(house, asker, key))
      .map((row): OutcomeRow => ({ ...row, name: house.people.get(row.key).name }));
    const shown = { byRule: rates.byRule, byPerson, byModel: rates.byModel, byFirmware: rates.byFirmware };
    const seen = new Set([...byPerson.map(({ key }) => key), ...night.flatMap(({ person }) => person?.id ?? [])]);
    await saw(house, asker, [...seen], 'outcomes');
    return {
      now,
      from: rates.from,
      to: now,
      people: rates.people,
      days: rates.days,
      total: rates.total,
      ...shown,
      causes: rates.causes,
      night,
      nightMore: more,
      advice: adviceOf(shown),
    };
  });

  // Labels for training: ids and codes, no names. They leave the house as the programme's, so that the manager answers for it.
  app.get('/api/outcomes.csv', { schema: { querystring: Days } }, async (request, reply) => {
    await allow(house, request, 'outcomes.read');
    const asker = await allow(house, request, 'people.manage');
    const { days = usualDays } = request.query;
    const now = house.clock.now();
    const from = now - days * dayMs;
    const people = new Set<string>();
    for await (const rows of house.outcomes.labels(from, now + 1)) for (const { subject } of rows) people.add(subject);
    const mine = [...people].filter((id) => mayBeShown(house, asker, id));
    await saw(house, asker, mine, `outcomes export of ${days} days`);
    const shown = new Set(mine);
    async function* lines() {
      yield csvRow(columns);
      for await (const rows of house.outcomes.labels(from, now + 1))
        yield rows
          .filter(({ subject }) => shown.has(subject))
          .map(csvOf)
          .join('');
    }
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="munan-outcomes-${days}-days.csv"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(lines()));
  });
}

/** Somebody enrolled here of whom the asker may see this. */
function mayBeShown(house: House, asker: Asker, id: string): boolean {
  return house.people.find(id) !== undefined && maySee(house, asker, 'outcomes.read', id);
}

async function nightOf(house: House, asker: Asker, now: number) {
  const [open, closed] = await Promise.all([
    house.response.list({ status: 'open', limit: nightAtMost }),
    house.response.list({ status: 'closed', limit: nightAtMost }),
  ]);
  // Closed ones come newest first: if all that were read are of this night, there may be more.
  const more = open.length === nightAtMost || sinceEvening(closed, now).length === nightAtMost;
  const night = sinceEvening([...open, ...closed], now)
    .filter(({ subject }) => mayBeShown(house, asker, subject))
    .map((alert) => ({ ...nightLine(alert), person: briefOf(house.people.get(alert.subject), now) }));
  return { night, more };
}

function csvOf(row: OutcomeLabelRow): string {
  const times = { opened_at: new Date(row.opened_at).toISOString(), closed_at: new Date(row.closed_at).toISOString() };
  const values = { ...row, ...times };
  return csvRow(columns.map((name) => values[name] ?? ''));
}
