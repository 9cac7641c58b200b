import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { auditorContract } from './auditor-contract.ts';
import { responseContract } from './contract.ts';
import { findingOf, operator, TestHouse } from './house-for-tests.ts';
import { isRefused } from './responder.ts';

let postgres: PostgresForTests;
before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

responseContract('PostgreSQL', () => postgres.newDatabase());
auditorContract('PostgreSQL', () => postgres.newDatabase());

describe('two servers on one PostgreSQL', () => {
  it('take() and command() by both at once: one alert, every version once, nothing lost', async () => {
    const url = await postgres.newDatabase();
    const houses = [await TestHouse.open(url), await TestHouse.open(url)];
    const findings = Array.from({ length: 12 }, (_, n) => findingOf({ episode: `fall/person-1/${n}` }));
    await Promise.all(houses.flatMap(({ room }) => findings.map((finding) => room.take([finding]))));
    const open = await houses[0]!.room.list({ status: 'open' });
    assert.equal(open.length, 1);
    const alert = open[0]!;
    assert.deepEqual(alert.findings.map(({ id }) => id).sort(), findings.map(({ id }) => id).sort());
    assert.equal(alert.version, findings.length);

    const notes = await Promise.all(
      houses.flatMap(({ room }, server) =>
        [1, 2, 3].map((n) => room.command(alert.id, { command: 'note', note: `${server}-${n}` }, operator)),
      ),
    );
    assert.ok(notes.every((answer) => !isRefused(answer)));
    const { history, version } = await houses[1]!.room.get(alert.id);
    assert.equal(version, findings.length + 6);
    assert.equal(new Set(history.flatMap(({ what, note }) => (what === 'noted' ? [note] : []))).size, 6);
    for (const house of houses) await house.close();
  });
});
