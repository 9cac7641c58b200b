import assert from 'node:assert/strict';
import type { Extension, Subscription } from '@medplum/fhirtypes';
import { type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { FhirRecord } from '../fhir-record.ts';
import { recordMigrations } from '../migrations.ts';
import { openRecord } from '../record.ts';
import { fhirRoutes } from '../routes.ts';
import { Receiver, toldBy } from './receiver-for-tests.ts';
import { openSubscriptions, type Subscriptions } from './subscriptions.ts';

export const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
export const topic = 'http://munan.kr/fhir/SubscriptionTopic/';
export const minuteMs = 60_000;

/** A record with its FHIR door and its engine, and a receiver that does as it is told. */
export class Stage {
  record!: FhirRecord;
  subscriptions!: Subscriptions;
  app!: FastifyInstance;
  receiver: Receiver;
  clock = new ManualClock();
  /** Who asks. */
  asker = 'hospital';
  /** `subscriber patient` of whom may not be seen. */
  hidden = new Set<string>();
  views: string[] = [];
  #url: string;
  #database!: Database;

  private constructor(url: string, receiver: Receiver) {
    this.#url = url;
    this.receiver = receiver;
  }

  /** With two patients, p1 and p2. */
  static async open(url: string): Promise<Stage> {
    const stage = new Stage(url, await Receiver.open());
    await stage.reopen();
    await stage.record.writeAll(['p1', 'p2'].map((id) => ({ resourceType: 'Patient', id })));
    return stage;
  }

  /** On the database as it was left. */
  async reopen(): Promise<void> {
    const { clock } = this;
    const database = await openDatabase(this.#url);
    this.#database = database;
    await database.migrate(recordMigrations);
    const record = openRecord({ database, clock, log: silentLog, onEvents: () => this.subscriptions.expect() });
    this.record = record;
    this.subscriptions = openSubscriptions({
      ...{ database, record, clock, log: silentLog },
      policy: { allowedHosts: [this.receiver.host] },
      needs: {
        subscriberOf: () => this.asker,
        mayManage: (_request, subscriber) => this.asker === 'manager' || this.asker === subscriber,
        maySee: async (subscriber, { patients }) =>
          !patients.some((patient) => this.hidden.has(`${subscriber} ${patient}`)),
        saw: async (subscriber, type, patients) => {
          this.views.push(`${subscriber} ${type} ${patients.join()}`);
        },
      },
    });
    this.app = fastify();
    const access = { may: async () => ({ allowed: true as const }), saw: async () => {} };
    const { subscriptions } = this;
    await this.app.register(fhirRoutes(record, access, { subscriptions }), { prefix: '/fhir/R4' });
    subscriptions.start();
  }

  /** As a stop of the server does; the receiver stays. */
  async stop(): Promise<void> {
    await this.app.close();
    await this.subscriptions.stop();
    await this.#database.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.receiver.close();
  }

  ask(method: InjectOptions['method'], path: string, body?: unknown, type = 'application/fhir+json') {
    return this.app.inject({
      method,
      url: `/fhir/R4${path}`,
      ...(body !== undefined && { headers: { 'content-type': type }, payload: JSON.stringify(body) }),
    } as InjectOptions);
  }

  async read(id: string): Promise<Subscription> {
    return JSON.parse((await this.ask('GET', `/Subscription/${id}`)).body) as Subscription;
  }

  /** Time passes, and what is due is sent and answered. */
  async pass(ms = 1000): Promise<void> {
    this.clock.advance(ms);
    await this.subscriptions.settled();
  }

  asked(more: Record<string, unknown> = {}, extensions: Extension[] = [], content?: string) {
    return {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'the hospital follows its patients',
      criteria: `${topic}alert-changed`,
      channel: {
        type: 'rest-hook',
        endpoint: this.receiver.url(),
        payload: 'application/fhir+json',
        header: ['Authorization: Bearer of-the-hospital'],
        ...(extensions.length > 0 && { extension: extensions }),
        ...(content && {
          _payload: { extension: [{ url: `${backport}backport-payload-content`, valueCode: content }] },
        }),
      },
      ...more,
    };
  }

  async subscribe(more: Record<string, unknown> = {}, extensions: Extension[] = [], content?: string): Promise<string> {
    const response = await this.ask('POST', '/Subscription', this.asked(more, extensions, content));
    assert.equal(response.statusCode, 201, response.body);
    await this.pass();
    return (JSON.parse(response.body) as Subscription).id as string;
  }

  told() {
    return this.receiver.received.map(toldBy);
  }

  eventsTold(): string[] {
    return this.told().flatMap(({ events }) => events);
  }
}

export function flag(id: string, patient = 'p1', status = 'active') {
  return {
    resourceType: 'Flag',
    id,
    status,
    code: { text: 'fall' },
    subject: { reference: `Patient/${patient}` },
  };
}
