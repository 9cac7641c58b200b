import { Readable } from 'node:stream';
import { type AuditKind, type AuditLine, type AuditLines, type AuditReview, auditKinds } from '@munan/flow';
import type { AuditRecord } from '@munan/record';
import { Type } from 'typebox';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { csvHead, csvLine } from './audit-csv.ts';
import { allow, saw } from './gate.ts';
import { monthAt, monthRange } from './month.ts';

const Month = Type.String({ pattern: '^20\\d\\d-(0[1-9]|1[0-2])$' });
const chosen = {
  month: Month,
  kind: Type.Optional(Type.Union(auditKinds.map((kind) => Type.Literal(kind)))),
  user: Type.Optional(Type.String({ maxLength: 100 })),
  person: Type.Optional(Type.String({ maxLength: 64 })),
};
const pageLines = 100;
const exportedAtOnce = 500;
const mostNamed = 5;

interface Chosen {
  month: string;
  kind?: AuditKind;
  user?: string;
  person?: string;
}

/** The monthly review of the audit trail; every look at it is in the trail itself. */
export function auditRoutes(app: App, house: House): void {
  const wantedOf = ({ month, kind = 'all', user, person }: Chosen) => {
    const { from, to } = monthRange(month);
    return {
      ...house.auditFilters[kind],
      dates: [{ low: from, high: to }],
      ...(user !== undefined && { users: [user] }),
      ...(person !== undefined && { persons: [person] }),
    };
  };
  const named = (id: string): { id: string; name?: string } => {
    const name = house.people.find(id)?.name;
    return { id, ...(name !== undefined && { name }) };
  };
  const lineOf = (record: AuditRecord): AuditLine => {
    const { seq, at, user_id, user_name, role, client, origin, interaction, outcome, ...more } = record;
    const { what, resource, reason, note, times, persons } = more;
    return {
      ...{ seq, at, by: user_id, byName: user_name, role, client, origin, interaction },
      ...{ outcome: outcome as AuditLine['outcome'], what, resource, reason, note, times },
      people: persons.slice(0, mostNamed).map(named),
      peopleCount: persons.length,
    };
  };

  app.get(
    '/api/manage/audit/review',
    { schema: { querystring: Type.Object({ month: Month }) } },
    async (request): Promise<AuditReview> => {
      const asker = await allow(house, request, 'access-log.read');
      const { month } = request.query;
      await saw(house, asker, [], `audit review ${month}`);
      const { from, to } = monthRange(month);
      const [{ counts, users, people, reviews }, oldest] = await Promise.all([
        house.audit.review(from, to),
        house.audit.oldest(),
      ]);
      const now = house.clock.now();
      return {
        now,
        month,
        firstMonth: monthAt(oldest ?? now),
        counts,
        users,
        people: people.map((person) => ({ ...person, ...named(person.id) })),
        reviews: reviews
          .filter(({ what }) => what === `reviewed ${month}`)
          .map(({ at, by, byName, note }) => ({ at, by, byName, note })),
      };
    },
  );

  app.get(
    '/api/manage/audit',
    {
      schema: { querystring: Type.Object({ ...chosen, before: Type.Optional(Type.Integer({ minimum: 1 })) }) },
    },
    async (request): Promise<AuditLines> => {
      const asker = await allow(house, request, 'access-log.read');
      const { before, ...wanted } = request.query;
      await saw(house, asker, [], `audit list ${wanted.month}`);
      const page = await house.audit.search({
        ...wantedOf(wanted),
        limit: pageLines,
        ...(before !== undefined && { from: before }),
      });
      return {
        now: house.clock.now(),
        lines: page.records.map(lineOf),
        total: page.total,
        ...(page.next !== undefined && { next: page.next }),
      };
    },
  );

  // Who has looked through a month says so, with what she found [개인정보의 안전성 확보조치 기준 제8조].
  app.post(
    '/api/manage/audit/reviewed',
    { schema: { body: Type.Object({ month: Month, note: Type.String({ minLength: 1, maxLength: 2000 }) }) } },
    async (request) => {
      const asker = await allow(house, request, 'access-log.read');
      const { month, note } = request.body;
      await saw(house, asker, [], `reviewed ${month}`, { reason: note });
      return { month };
    },
  );

  app.post(
    '/api/manage/audit/export',
    { schema: { body: Type.Object({ ...chosen, reason: Type.String({ minLength: 1, maxLength: 1000 }) }) } },
    async (request, reply) => {
      const asker = await allow(house, request, 'access-log.read');
      const { reason, ...wanted } = request.body;
      const what = ['audit export', wanted.month, wanted.kind, wanted.user, wanted.person].filter(Boolean).join(' ');
      await saw(house, asker, [], what, { interaction: 'export', reason });
      async function* text() {
        yield csvHead;
        let from: number | undefined;
        do {
          const next = {
            ...wantedOf(wanted),
            limit: exportedAtOnce,
            ascending: true,
            ...(from !== undefined && { from }),
          };
          const page = await house.audit.search(next);
          yield page.records.map((record) => csvLine(record, (id) => named(id).name)).join('');
          from = page.next;
        } while (from !== undefined);
      }
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="munan-audit-${wanted.month}.csv"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(text()));
    },
  );
}
