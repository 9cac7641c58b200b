import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type CompiledQuery, sql } from 'kysely';
import { auditQueries } from './auditor-queries.ts';
import { nextQuery, overdueQuery } from './deadlines.ts';
import { sqliteForTests, TestHouse } from './house-for-tests.ts';
import { oldMessagesQuery } from './old-messages.ts';
import { dueQuery, hopelessQuery, nextMessageQuery } from './outbox.ts';
import { queueQuery } from './queue.ts';

const indexes: Record<string, RegExp> = {
  left: /SEARCH action USING COVERING INDEX action_requested.*SEARCH alert USING INDEX sqlite_autoindex_alert/s,
  waiting: /SEARCH outbox USING COVERING INDEX outbox_next/,
  handed: /SEARCH outbox USING COVERING INDEX outbox_next/,
  send: /SEARCH outbox USING COVERING INDEX outbox_due/,
  nextMessage: /SEARCH outbox USING COVERING INDEX outbox_next/,
  hopeless: /SEARCH outbox USING INDEX outbox_next/,
  old: /SEARCH outbox USING INDEX outbox_created.*SEARCH alert (EXISTS )?USING INDEX sqlite_autoindex_alert/s,
};
let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
let house: TestHouse;
before(async () => {
  sqlite = await sqliteForTests();
  house = await TestHouse.open(await sqlite.newDatabase());
});
after(async () => {
  await house.close();
  await sqlite.stop();
});

it('the loops read from the index alert_due, without sorting, so that they stay quick however many alerts there are', async () => {
  const { tables } = house;
  const { missing, missed, count, left, waiting, handed } = auditQueries(tables, 1);
  const questions = {
    missing,
    missed,
    count,
    left,
    waiting,
    handed,
    overdue: overdueQuery(tables, 1, undefined),
    page: overdueQuery(tables, 1, { deadline: 0, id: 'a' }),
    next: nextQuery(tables, 1),
    queue: queueQuery(tables, undefined, 10),
    queuePage: queueQuery(tables, { urgency: 0, deadline: 0, id: 'a' }, 10),
    send: dueQuery(tables, 'text', 1, 8),
    nextMessage: nextMessageQuery(tables, 1),
    hopeless: hopelessQuery(tables, ['text'], 1),
    old: oldMessagesQuery(tables, 0, 1),
  };
  for (const [name, question] of Object.entries(questions)) {
    const compiled: CompiledQuery = question.compile();
    // Kysely's readers take only selects; the plan comes from the writer inside a transaction.
    const plan = await house.database.transaction(async (query) => {
      const explain = compiledOf(`explain query plan ${compiled.sql}`, compiled.parameters);
      return (await query.executeQuery<{ detail: string }>(explain)).rows.map(({ detail }) => detail).join('\n');
    });
    assert.match(
      plan,
      indexes[name] ?? /SEARCH alert USING (COVERING )?INDEX alert_(due|queue|closed)/,
      `${name}: ${plan}`,
    );
    assert.doesNotMatch(plan, /SCAN (alert|outbox)|TEMP B-TREE/, `${name}: ${plan}`);
  }
});

function compiledOf(text: string, parameters: readonly unknown[]): CompiledQuery {
  return { ...sql`select 1`.compile(house.tables), sql: text, parameters };
}
