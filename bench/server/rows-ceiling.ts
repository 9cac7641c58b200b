import { DatabaseSync } from 'node:sqlite';

export interface RowsCeiling {
  rows: number;
  seconds: number;
}

/**
 * What the record's newest versions cost when they are merely put into an empty table with one index, in as many durable
 * transactions as there were visits: nothing is parsed, judged, indexed for search or audited.
 * @param from the server's database file @param into a file that does not exist yet
 */
export function rowsCeiling(from: string, into: string, transactions: number): RowsCeiling {
  const source = new DatabaseSync(from, { readOnly: true });
  const select = source.prepare(
    `select r.type, r.id, v.version, v.json from resource_version v join resource r on r.key = v.key
     where r.type in ('Encounter', 'Observation', 'QuestionnaireResponse', 'Provenance', 'Appointment', 'Media')`,
  );
  select.setReturnArrays(true);
  const rows = select.all() as unknown as (string | number)[][];
  source.close();
  const target = new DatabaseSync(into);
  target.exec('pragma journal_mode = wal; pragma synchronous = full');
  target.exec('create table plain (type text, id text, version integer, json text, primary key (type, id, version))');
  const insert = target.prepare('insert into plain values (?, ?, ?, ?)');
  const each = Math.ceil(rows.length / transactions);
  const begun = performance.now();
  for (let at = 0; at < rows.length; at += each) {
    target.exec('begin immediate');
    for (const row of rows.slice(at, at + each)) insert.run(...row);
    target.exec('commit');
  }
  const seconds = (performance.now() - begun) / 1000;
  target.close();
  return { rows: rows.length, seconds };
}
