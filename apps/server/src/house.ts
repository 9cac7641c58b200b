/**
 * Where rooms are wired together: what one room needs of another is passed in here and in house/, and nowhere else.
 * `openHouse` opens everything but the doors to the network.
 */
import { readFileSync } from 'node:fs';
import * as alertRules from '@munan/alerts';
import * as detectors from '@munan/detectors';
import { decodePacket, guessFormat, toPacket } from '@munan/devices';
import { definitions } from '@munan/fhir';
import {
  type Alert,
  type BurdenNow,
  type CallSheet,
  channels,
  type Finding,
  type Packet,
  type Reason,
  siteZoneOffsetMinutes,
} from '@munan/flow';
import { decide, limitOf, type PasswordCost, personRoles, visiblePeople } from '@munan/identity';
import { httpDoor, openIngest, openMqttDoor } from '@munan/ingest';
import {
  dailyObservation,
  fhirRoutes,
  findVisits,
  openSubscriptions,
  publishConformance,
  reviewFilters,
  versionPasses,
} from '@munan/record';
import type { Responder } from '@munan/response';
import { type Clock, claimDatabase, type Log, openDatabase, openLog, systemClock } from '@munan/runtime';
import { openSeries } from '@munan/series';
import { agentOf } from './agent.ts';
import type { Config } from './config.ts';
import { DailySummaries } from './daily-summaries.ts';
import { demoAccounts, findSeeded, townStart } from './demonstration.ts';
import { fhirOperations } from './fhir-operations.ts';
import { openCare } from './house/care.ts';
import { openChannels } from './house/channels.ts';
import { openDesk } from './house/desk.ts';
import { openEnrolment } from './house/enrolment.ts';
import { houseMigrations } from './house/migrations.ts';
import { openResponsePlans } from './house/plans.ts';
import { openRecords } from './house/records.ts';
import { callSheetOf, openHouseResponse } from './house/response.ts';
import { openHouseTrouble } from './house/trouble.ts';
import { openWhatIf } from './house/what-if.ts';
import { openWorth } from './house/worth.ts';
import type { App } from './http/app.ts';
import { askerOf } from './http/asker.ts';
import { openHttp } from './http/open.ts';
import { smartSecurity } from './http/smart.ts';
import { LiveHub } from './live/hub.ts';
import { Screens } from './live/screens.ts';
import { openPeople } from './people/people.ts';
import type { Person } from './people/person.ts';
import { fhirAccess } from './record-access.ts';
import { BurdenGate } from './rules/burden-gate.ts';
import { openRules } from './rules/rules.ts';
import { doneReasons } from './saying.ts';
import { subscriberNeeds } from './subscribers.ts';
import { openSyncDevices } from './sync/devices.ts';
import { openKeptVisits } from './sync/kept-visits.ts';
import { openYears } from './sync/person-days.ts';
import { openTurns } from './sync/turns.ts';
import { alertRow } from './views/alert-view.ts';
import { boardPerson } from './views/person-view.ts';
import { openVisits } from './visits.ts';
import { openCheckpoints } from './watch/checkpoints.ts';
import { openFindings } from './watch/findings.ts';
import { HistoryJudge } from './watch/history.ts';
import { WatchKeeper } from './watch/keeper.ts';
import { Outage } from './watch/outage.ts';
import { openPast } from './watch/past.ts';
import { WatchedSettings } from './watch/settings.ts';
import { Snapshots } from './whatif/snapshots.ts';

export type House = Awaited<ReturnType<typeof openHouse>>;

const packEveryMs = 60_000;

export interface HouseOptions {
  clock?: Clock;
  log?: Log;
  /** Of new passwords; only tests ask for less. */
  passwordCost?: PasswordCost;
}

/** Opens the rooms on a data folder; nothing moves and nobody is let in before `start` and the doors. */
export async function openHouse(config: Config, { clock = systemClock, log = openLog(), ...rest }: HouseOptions = {}) {
  const database = await openDatabase(config.databaseUrl);
  const claim = await claimDatabase(config.databaseUrl, (reason) => {
    log.fatal({ err: reason }, 'another server took the database while it was away; this one stops');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  await database.migrate(houseMigrations);
  const people = await openPeople(database, clock);
  const records = await openRecords({ config, database, clock, log, ...rest }, () => subscriptions.expect());
  const { identity, audit, openid, record, breakGlass, accessOf, mayAnswer, exportJobs } = records;
  const findings = openFindings(database, clock);
  const live = new LiveHub();
  const series = await openSeries({
    database,
    clock,
    log,
    zoneOffsetMs: siteZoneOffsetMinutes * 60_000,
    decode({ payload, format, ...arrival }) {
      const decoded = decodePacket(payload, format);
      if (!decoded.ok) throw new Error(`a logged packet of ${arrival.device} does not decode: ${decoded.detail}`);
      const { subject, ...rest } = arrival;
      return toPacket(decoded.raw, subject === undefined ? rest : { ...rest, subject });
    },
  });

  const ingest = await openIngest({
    database,
    packetLog: series,
    reader: { guessFormat, decodePacket, toPacket },
    clock,
    log,
    onCommitted(packets) {
      keeper.committed(packets);
      daily.committed(packets);
    },
  });
  const years = openYears(database, series);
  const daily = new DailySummaries({
    database,
    clock,
    log,
    series,
    find: (subject) => people.find(subject),
    async store(summaries, query) {
      await record.writeAll(summaries.map(dailyObservation), query);
      for (const { patient, day } of summaries) await years.changed(query, patient, day);
    },
  });
  const rules = await openRules({
    database,
    clock,
    defaults: detectors.defaultRules,
    switchable: detectors.switchable,
    changed: () => settings.forgetAll(),
  });
  const listeningSince = clock.now();
  const settings = new WatchedSettings(people, ingest, listeningSince, () => rules.current.rules);
  const burden = new BurdenGate(alertRules, () => ({
    callsPerDay: rules.current.rules.budget.callsPerDay,
    people: people.size,
  }));

  const ways = await openChannels({ config, database, clock, log });
  const { trouble, ...troubles } = openHouseTrouble({
    ...{ config, database, clock, log, findings },
    channelsOn: ways.on,
    logEnd: () => series.end(),
    later: () => ({ response, keeper }),
  });
  const worth = openWorth({ database, clock, log, people, ingest, response: () => response });
  const desk = await openDesk({
    ...{ config, database, clock, log, people, identity, ingest, record, accessOf, findings, live, trouble },
    channelsOn: ways.on,
    pushDevices: ways.push.devicesOf,
    later: () => ({ response, visits, ...enrolment }),
  });
  const plans = await openResponsePlans({ database, clock, log });
  const response: Responder = await openHouseResponse({
    ...{ database, clock, log, record, ingest, worth, desk, plans },
    ...{ channels: ways.channels, auditing: troubles.auditing },
    changed: (alert) => screens.alert(alert),
    isFamily: (user) => identity.findAuthor(user)?.role === 'family',
    mayAnswer,
    messageHeard: (alert, subject) => live.publish({ type: 'message', data: { alert } }, subject),
  });

  const history = new HistoryJudge({
    packetsOf: (subject, from, to) => series.packets({ subject, from, to }),
    judge(subject, packets): Finding[] {
      const wanted = settings.of(subject);
      return wanted ? detectors.judgeHistory(subject, packets, wanted) : [];
    },
    findings,
    clock,
    log,
  });
  const outage = new Outage();
  const snapshots = new Snapshots(database);
  const whatIf = openWhatIf({ snapshots, series, people, settings, rules, clock, log });
  const keeper = new WatchKeeper({
    watch: detectors,
    settingsOf: (subject) => settings.of(subject),
    checkpoints: openCheckpoints(database),
    findings,
    history,
    logEnd: () => series.end(),
    raise: (found) => response.take(found),
    outage: {
      heard: (subject, at) => outage.heard(subject, at),
      judge: (found) => desk.away.judge(outage.judge(found)),
    },
    burden,
    checkpointed: (now) => snapshots.checkpointed(now),
    async replied(packet: Packet) {
      const { subject, device } = packet;
      if (subject === undefined) return;
      for (const { code, answer, command, t } of packet.events)
        if (code === 'reply' && answer) await response.reply({ subject, device, answer, at: t, command });
    },
    changed: (subject) => screens.personChanged(subject),
    clock,
    log,
  });
  const care = openCare(record, database);
  const visits = openVisits({
    care,
    find: (wanted) => findVisits(record, wanted),
    transaction: (work) => record.transaction(work),
    query: database.query,
    people,
    userName: (id) => identity.findAuthor(id)?.name,
    now: () => clock.now(),
  });
  const syncDevices = openSyncDevices(database, clock, (id) => identity.findAuthor(id)?.name);

  const enrolment = openEnrolment({
    ...{ people, record, identity, ingest, clock },
    changed(subject) {
      settings.forget(subject);
      keeper.begin(subject);
      screens.personChanged(subject);
    },
  });

  const house = {
    config,
    clock,
    log,
    database,
    identity,
    audit,
    auditFilters: reviewFilters,
    openid,
    people,
    record,
    findings,
    live,
    series,
    ingest,
    response,
    ways,
    trouble,
    visits,
    care,
    syncDevices,
    years,
    keptVisits: openKeptVisits(database),
    /** Messages of nurses' devices, one after another. */
    syncTurns: openTurns(),
    exportJobs,
    daily,
    keeper,
    channels,
    roles: personRoles,
    accessOf,
    breakGlass,
    decide,
    mayAnswer,
    limitOf,
    visiblePeople,
    /** Ends of the open event streams, so that a stop does not wait for them. */
    streams: new Set<() => void>(),

    get demonstration(): boolean {
      return findSeeded(config.dataFolder) !== undefined;
    },
    /** Where the day of the nurses begins. */
    get healthCentre() {
      return config.healthCentre ?? (findSeeded(config.dataFolder) ? townStart : undefined);
    },
    demoAccounts: () => (findSeeded(config.dataFolder) ? demoAccounts() : []),
    userName: (id: string) => identity.findAuthor(id)?.name ?? people.find(id)?.name,
    openAlertsOf: (subject: string): Alert[] => screens.openAlertsOf(subject),
    /** What the watch knows of a person now; before anything came, that nothing came. */
    present(subject: string, now: number) {
      const wanted = settings.get(subject);
      const present = detectors.present(keeper.stateOf(subject) ?? detectors.createWatch(subject), now, wanted);
      return { ...present, silence: outage.shown(subject, present.silence) };
    },
    /** What the detectors hold of a person's days and nights. */
    overview(subject: string, now: number) {
      const state = keeper.stateOf(subject) ?? detectors.createWatch(subject);
      return detectors.overview(state, now, settings.get(subject));
    },
    ...openPast({ watch: detectors, settingsOf: (id) => settings.of(id), keeper, findings }),
    rules,
    plans,
    whatIf,
    burden: (now: number): BurdenNow => burden.now(now),
    ...worth,
    desk,
    callSheet: (person: Person, alert: Alert): CallSheet => callSheetOf(person, alert, clock.now()),
    /** What was done for a person of late, for her family. */
    async doneFor(subject: string, limit: number): Promise<{ at: number; what: Reason }[]> {
      return doneReasons(await response.actions({ subject, limit }));
    },

    ...enrolment,

    openHttp: (webFolder?: string): Promise<App> => openHttp(house, webFolder),
    openMqtt() {
      const { host, mqttPort, mqttTls } = config;
      const tls = mqttTls && { cert: readFileSync(mqttTls.certFile), key: readFileSync(mqttTls.keyFile) };
      return openMqttDoor(ingest, { host, port: mqttPort, ...(tls ? { tls } : {}) });
    },
    deviceHttpDoor: () => httpDoor(ingest),
    fhirDoor: (): ReturnType<typeof fhirRoutes> =>
      fhirRoutes(record, fhirAccess(house), {
        agentOf: (request) => agentOf(askerOf(request), identity.findUser),
        subscriptions,
        audit,
        operations: fhirOperations(house),
        security: smartSecurity,
        ...(config.publicUrl !== undefined && { base: `${config.publicUrl}/fhir/R4` }),
      }),

    /** Writes the definitions that the FHIR door publishes, where they are not there yet. */
    publish: (signal: AbortSignal) => publishConformance(record, { signal }),
    /** Catches up with the log, then begins to watch: detectors, deadlines, packing. */
    async start(): Promise<{ replayed: number }> {
      // Read now, or the first alarm would wait a third of a second for them.
      definitions();
      for await (const alert of response.open()) {
        screens.alert(alert, false);
        desk.alert(alert);
      }
      const replayed = await keeper.recover((after) => series.packets({ after }));
      for (const { id } of people.all()) keeper.begin(id);
      await snapshots.begin(listeningSince);
      keeper.start();
      history.start();
      await troubles.start();
      // Not waited for: a thousand missed deadlines take seconds, and the operators would stand before a closed door.
      void response.start();
      await desk.start();
      await worth.drills.resume();
      subscriptions.start();
      await exportJobs.start();
      daily.start();
      packing = setInterval(() => {
        series
          .pack()
          .catch((error: unknown) => log.error({ err: error }, 'packing failed; the next round tries again'));
      }, packEveryMs);
      started = true;
      return { replayed };
    },
    /** Close the doors first. */
    async close(): Promise<void> {
      clearInterval(packing);
      screens.stop();
      await ingest.close();
      await whatIf.stop();
      if (started) {
        await history.stop();
        await keeper.stop();
      }
      await Promise.all([worth.drills.stop(), desk.stop()]);
      await response.stop();
      await troubles.stop();
      await subscriptions.stop();
      await exportJobs.stop();
      await daily.stop();
      await audit.close();
      await database.close();
      await claim.release();
    },
  };
  const subscriptions = openSubscriptions({
    ...{ database, record, clock, log },
    policy: { allowedHosts: config.subscriptionHosts ?? [] },
    needs: subscriberNeeds(fhirAccess(house), versionPasses, (id) => identity.findUser(id), openid.clients.find),
  });
  let packing: NodeJS.Timeout | undefined;
  let started = false;
  const screens = new Screens({
    hub: live,
    alertEvent: (alert) => ({ type: 'alert', data: alertRow(house, alert) }),
    personEvent: (subject) =>
      people.find(subject) ? { type: 'person', data: boardPerson(house, subject) } : undefined,
  });
  return house;
}
