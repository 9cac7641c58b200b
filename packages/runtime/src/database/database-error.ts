/** Which promise of the tables a statement would have broken. */
export type Constraint = 'unique' | 'foreign-key' | 'not-null' | 'check';

/** An error of the database, with the SQL that it was about; the same on both engines. */
export class DatabaseError extends Error {
  readonly sql: string;
  /** Set when a constraint of the tables refused the change. */
  readonly constraint: Constraint | undefined;

  constructor(message: string, sql: string, constraint?: Constraint) {
    super(sql ? `${message}; in: ${sql.length > 300 ? `${sql.slice(0, 300)}…` : sql}` : message);
    this.name = 'DatabaseError';
    this.sql = sql;
    this.constraint = constraint;
  }
}

/** SQLite's extended result codes, https://sqlite.org/rescode.html */
const sqliteConstraints: Record<number, Constraint> = {
  2067: 'unique',
  1555: 'unique',
  2579: 'unique',
  787: 'foreign-key',
  1299: 'not-null',
  275: 'check',
};

export function constraintOfSqlite(code: number | undefined): Constraint | undefined {
  return code === undefined ? undefined : sqliteConstraints[code];
}

/** SQLSTATE class 23, https://www.postgresql.org/docs/15/errcodes-appendix.html */
const postgresConstraints: Record<string, Constraint> = {
  '23505': 'unique',
  '23503': 'foreign-key',
  '23502': 'not-null',
  '23514': 'check',
};

export function constraintOfPostgres(code: string | undefined): Constraint | undefined {
  return code === undefined ? undefined : postgresConstraints[code];
}
