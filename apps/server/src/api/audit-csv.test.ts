import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord } from '@munan/record';
import { csvHead, csvLine } from './audit-csv.ts';

const record: AuditRecord = {
  seq: 7,
  at: Date.UTC(2026, 10, 22, 9),
  interaction: 'read',
  outcome: 0,
  user_id: 'nurse1',
  user_name: '박간호',
  role: 'nurse',
  client: 'screen',
  origin: '10.0.0.7',
  people: '',
  persons: ['p1', 'p2'],
  what: 'person',
  resource: '',
  query: '',
  purpose: '',
  reason: '',
  note: '',
  times: 1,
  prev: '',
  hash: '',
};

test('csvLine writes one line with the cells of csvHead', () => {
  assert.equal(
    csvLine(record, (id) => (id === 'p1' ? '김영희' : undefined)),
    '7,2026-11-22T09:00:00.000Z,nurse1,박간호,nurse,screen,10.0.0.7,read,0,person,,,"p1 (김영희); p2",,,,1\r\n',
  );
  assert.equal(csvHead.trimEnd().split(',').length, 17);
});

test('csvLine makes text of what a spreadsheet would run, and keeps quotes and line breaks within their cell', () => {
  const hostile = ['=cmd|calc!A0', '+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', '＝1+1', '\r=1'];
  for (const reason of hostile) {
    const line = csvLine({ ...record, reason }, () => undefined);
    assert.ok(line.includes(`"'${reason}"`), JSON.stringify(line));
  }
  const quoted = csvLine({ ...record, note: 'a "b",\r\nc' }, () => undefined);
  assert.ok(quoted.includes('"a ""b"",\r\nc"'));
});
