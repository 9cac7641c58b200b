/** What the response needs of the house: the machine, the plans, who is there, how somebody is told, and where it is written down. */
import * as alertRules from '@munan/alerts';
import { type Alert, type CallSheet, houseSubject, siteTimeZone } from '@munan/flow';
import { actionCommunication, alertFlag, alertTasks, type FhirRecord } from '@munan/record';
import { callSheet, type MovedAlert, openResponse, type Responder } from '@munan/response';
import type { Channel, Clock, Database, Log } from '@munan/runtime';
import { openAsking } from '../asking.ts';
import type { House } from '../house.ts';
import type { MayAnswer } from '../notify/may-answer.ts';
import { ageAt, type Person } from '../people/person.ts';
import { relatedPersonId } from '../people/related.ts';
import { say } from '../saying.ts';
import type { Desk } from './desk.ts';
import type { ResponsePlans } from './plans.ts';
import type { Auditing } from './trouble.ts';
import type { Worth } from './worth.ts';

/** What is read out to 119. */
export function callSheetOf(person: Person, alert: Alert, now: number): CallSheet {
  const { name, sex, birthDate, address, doorCode, phone, conditions, medications, allergies } = person;
  const facts = { name, sex, address, doorCode, phone, conditions, medications, allergies };
  return callSheet({ ...facts, age: ageAt(birthDate, now) }, alert, { say, timeZone: siteTimeZone });
}

/** What an alert's move changes in its person's record: of a plan of eleven steps it is mostly one or two. */
export function resourcesOf({ before, alert, actions }: MovedAlert, isFamily: (user: string) => boolean = () => false) {
  const findRelated = (user: string, person: string) => (isFamily(user) ? relatedPersonId(user, person) : undefined);
  const asItIs = (one: Alert) => [alertFlag(one, say(one.reason, 'ko')), ...alertTasks(one)];
  const known = new Set(before ? asItIs(before).map((one) => JSON.stringify(one)) : []);
  return [
    ...asItIs(alert).filter((one) => !known.has(JSON.stringify(one))),
    ...actions.map((action) => actionCommunication(action, findRelated)),
  ];
}

export function openHouseResponse({
  database,
  clock,
  log,
  record,
  ingest,
  auditing,
  channels,
  worth,
  desk,
  plans,
  changed,
  messageHeard,
  isFamily,
  mayAnswer,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  record: FhirRecord;
  ingest: House['ingest'];
  auditing: Auditing;
  channels: readonly Channel[];
  worth: Worth;
  desk: Pick<Desk, 'around' | 'recipients' | 'alert'>;
  plans: ResponsePlans;
  changed(alert: Alert): void;
  messageHeard(alert: string, subject: string): void;
  isFamily(user: string): boolean;
  mayAnswer: MayAnswer;
}): Promise<Responder> {
  return openResponse({
    database,
    clock,
    log,
    rules: alertRules,
    planFor: plans.planFor,
    around: (subject, now) => ({ ...desk.around(subject, now), plans: plans.current.plans }),
    channels,
    recipients: desk.recipients,
    nameOf: (subject) => worth.someone(subject)?.name,
    ask: openAsking(ingest, worth.drills),
    // In the alert's own transaction: an alert and its Flag, a step and its Task are on disk together or not at all.
    async onChange(query, moved) {
      // Of Munan itself and of a drill nothing stands in anybody's record.
      const ofPeople = moved.filter(({ alert }) => alert.subject !== houseSubject && alert.drill === undefined);
      await record.writeAll(
        ofPeople.flatMap((one) => resourcesOf(one, isFamily)),
        query,
      );
      for (const { alert, changes } of ofPeople) await worth.outcomes.write(query, alert, changes);
    },
    onCommitted(alert) {
      desk.alert(alert);
      changed(alert);
      worth.drills.committed(alert);
    },
    mayAnswer: (message) => mayAnswer(message).allowed,
    onMessage: messageHeard,
    ...auditing,
  });
}
