import type { Alert, Finding } from '@munan/flow';
import { openDatabase } from '@munan/runtime';
import type { GatewayMessage } from '../../apps/server/test/gateway-for-tests.ts';
import { type Acknowledged, lineOf } from './operators.ts';
import { outOfOrder } from './order.ts';
import type { Press } from './presses.ts';

export interface Facts {
  databaseUrl: string;
  /** The server's clock when it was stopped, Unix ms. */
  stoppedAt: number;
  presses: readonly Press[];
  commands: readonly Acknowledged[];
  told: readonly GatewayMessage[];
  /** When the server could not know that its clock had been set; as the presses, by the machine's own clock. */
  unknownClock: readonly { from: number; to: number }[];
}

export interface Verdict {
  /** What must be so, how often it was looked at, and what was not so, in sentences. */
  checks: { name: string; looked: number; broken: string[] }[];
  figures: Record<string, number>;
}

/** Ended by a stated rule, and not by somebody. */
const rules = new Set(['answered-ok', 'contact-restored', 'trouble-over']);
/** An alert is acted on within a second of its deadline; the stop itself takes some. */
const lateMs = 3_000;

/** Looks at what is on disk after the last stop. */
export async function checkWorld(facts: Facts): Promise<Verdict> {
  const database = await openDatabase(facts.databaseUrl);
  type Tables = {
    alert: { id: string; subject: string; status: string; deadline: number | null; state: string };
    action: { id: string; alert: string; state: string };
    finding: { subject: string; live: number; json: string };
    outbox: { id: string; action: string; channel: string; address: string; state: string; expires_at: number };
  };
  const query = database.query.withTables<Tables>();
  const rows = await query.selectFrom('alert').select(['id', 'status', 'deadline', 'state']).execute();
  const alerts = rows.map((row): Alert => ({ ...JSON.parse(row.state), deadline: row.deadline ?? Number.NaN }));
  const actions = await query.selectFrom('action').select(['id', 'alert', 'state']).execute();
  const messages = await query
    .selectFrom('outbox')
    .select(['id', 'action', 'channel', 'address', 'state', 'expires_at'])
    .execute();
  const late = await query.selectFrom('finding').select(['subject', 'json']).where('live', '=', 0).execute();
  await database.close();

  const checks: Verdict['checks'] = [];
  const check = <T>(name: string, things: readonly T[], wrong: (thing: T) => string | undefined) => {
    checks.push({ name, looked: things.length, broken: things.flatMap((thing) => wrong(thing) ?? []) });
  };
  const open = alerts.filter(({ status }) => status === 'open');
  const closed = alerts.filter(({ status }) => status === 'closed');
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const bySubject = Map.groupBy(alerts, ({ subject }) => subject);

  check('an open alert has a live deadline', open, ({ id, deadline }) =>
    Number.isFinite(deadline) && deadline > facts.stoppedAt - lateMs
      ? undefined
      : `alert ${id}: deadline ${deadline}, ${facts.stoppedAt - deadline} ms ago`,
  );
  check('a closed alert was closed by somebody, or by a stated rule', closed, ({ id, closedBy, outcome }) => {
    const isPerson = closedBy !== undefined && /^op-\d$/.test(closedBy);
    return outcome && (isPerson || rules.has(outcome.code)) ? undefined : `alert ${id}: ${closedBy} ${outcome?.code}`;
  });
  check('the steps came in the order of the frozen plan', alerts, (alert) => {
    const wrong = outOfOrder(alert);
    return wrong === undefined ? undefined : `alert ${alert.id}: ${wrong}`;
  });
  const judgedLate = new Set(
    late.filter(({ json }) => (JSON.parse(json) as Finding).reason.code === 'button').map(({ subject }) => subject),
  );
  const historyOnly: Press[] = [];
  check('a finding is in an alert: no acknowledged press was lost', facts.presses, (press) => {
    const { person, at } = press;
    const mine = bySubject.get(person) ?? [];
    const isThere = mine.some(({ findings }) =>
      findings.some(({ reason, since }) => reason.code === 'button' && Math.abs(since - at) < 2.1 * 3_600_000),
    );
    if (isThere) return undefined;
    if (judgedLate.has(person)) {
      historyOnly.push(press);
      return undefined;
    }
    return `${person} pressed at ${at}, alerts ${mine.map(({ id }) => id).join(', ') || 'none'}`;
  });
  check(
    'a press is history only where nobody could know that the clock was set',
    historyOnly,
    ({ person, at, acknowledgedAt }) =>
      facts.unknownClock.some(({ from, to }) => acknowledgedAt >= from && at <= to)
        ? undefined
        : `${person} pressed at ${at}, acknowledged at ${acknowledgedAt}, and it is history only`,
  );
  check('no acknowledged command was lost', facts.commands, ({ alert, by, command, length, last }) => {
    const line = byId.get(alert)?.history[length - 1];
    return line && lineOf(line) === last ? undefined : `alert ${alert}: ${command} of ${by}, line ${length}`;
  });
  const present = new Set(
    open.map(({ id, history }) => `${id}.${history.filter(({ what }) => what === 'step-started').length}`),
  );
  check(
    'a step that began has an end, or is the present one',
    actions.filter(({ state }) => state === 'requested'),
    ({ id }) => (present.has(id) ? undefined : `action ${id} has no end`),
  );
  const once = Map.groupBy(facts.told, ({ id, to }) => `${id.replace(/\.\d+$/, '')} ${to}`);
  check('nobody was told twice for one attempt at a step', [...once], ([key, told]) =>
    told.length === 1 ? undefined : `${key}: ${told.map(({ id }) => id).join(', ')}`,
  );
  const known = new Set(messages.map(({ id }) => id));
  check('what reached a telephone is in the outbox', facts.told, ({ id }) =>
    known.has(id) ? undefined : `message ${id} was never written`,
  );
  check('no message is still on its way after its step', messages, ({ id, state, expires_at }) =>
    ['waiting', 'sending'].includes(state) && expires_at < facts.stoppedAt - 30_000
      ? `message ${id} is ${state}, of no use for ${facts.stoppedAt - expires_at} ms`
      : undefined,
  );
  check(
    'one open alert of a person and family',
    [...Map.groupBy(open, ({ subject, family }) => `${subject} ${family}`)],
    ([key, same]) => (same.length === 1 ? undefined : `${key}: ${same.length}`),
  );
  const count = (what: string) =>
    alerts.reduce((sum, { history }) => sum + history.filter((change) => change.what === what).length, 0);
  return {
    checks,
    figures: {
      'presses kept as history only': historyOnly.length,
      'spans in which the clock was unknown': facts.unknownClock.length,
      alerts: alerts.length,
      'still open': open.length,
      'of them about Munan itself': alerts.filter(({ family }) => family === 'house').length,
      'of them silence': alerts.filter(({ family }) => family === 'silence').length,
      'steps begun': count('step-started'),
      'steps passed by': count('step-passed-by'),
      'repaired by the auditor': count('audited'),
      'messages written': messages.length,
      ...Object.fromEntries(
        [...Map.groupBy(messages, ({ state }) => `messages ${state}`)].map(([state, some]) => [state, some.length]),
      ),
    },
  };
}
