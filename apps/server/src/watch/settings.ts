import type { WatchSettings } from '@munan/detectors';
import { type Rules, siteZoneOffsetMinutes } from '@munan/flow';
import type { Ingest } from '@munan/ingest';
import type { People } from '../people/people.ts';
import { priorOf } from '../people/prior.ts';

/** What the detectors must know of a person, made once and remembered until she or her devices change. */
export class WatchedSettings {
  #people: People;
  #ingest: Pick<Ingest, 'devicesOf'>;
  #listeningSince: number;
  #rules: () => Rules;
  #known = new Map<string, WatchSettings>();

  constructor(people: People, ingest: Pick<Ingest, 'devicesOf'>, listeningSince: number, rules: () => Rules) {
    this.#people = people;
    this.#ingest = ingest;
    this.#listeningSince = listeningSince;
    this.#rules = rules;
  }

  /** Undefined for somebody who is not enrolled. */
  of(subject: string): WatchSettings | undefined {
    const known = this.#known.get(subject);
    if (known) return known;
    const person = this.#people.find(subject);
    if (!person) return undefined;
    const worn = this.#ingest.devicesOf(subject).filter(({ revoked }) => !revoked);
    const settings: WatchSettings = {
      spo2Scale2: person.spo2Scale2,
      noMovementHours: person.noMovementHours,
      devices: worn.map(({ id, kind }) => ({ id, kind })),
      listeningSince: this.#listeningSince,
      rules: this.#rules(),
      zoneOffsetMinutes: siteZoneOffsetMinutes,
      person: priorOf(person),
    };
    this.#known.set(subject, settings);
    return settings;
  }

  /** @throws Error for somebody who is not enrolled */
  get(subject: string): WatchSettings {
    const settings = this.of(subject);
    if (!settings) throw new Error(`no person ${subject}`);
    return settings;
  }

  /** The house's rules are others now. */
  forgetAll(): void {
    this.#known.clear();
  }

  forget(subject: string): void {
    this.#known.delete(subject);
  }
}
