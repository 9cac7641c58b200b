import { type CareTeam, type Consent, findDateRange, type HeldResource } from '@munan/fhir';
import { agreedParts, type ConsentFact, type ConsentPart, isRefused, readConsent } from './consent.ts';

/** A person and who cares for her, from a CareTeam of the record. */
interface TeamFact {
  person: string;
  members: readonly { actor: string; from: number; until: number }[];
}

/** The active team of one person; undefined for one that lets nobody see anything. [FHIR R4 careteam.html] */
function readCareTeam({ status, subject, participant = [], period }: CareTeam, zone: number): TeamFact | undefined {
  const person = /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(subject?.reference ?? '')?.[1];
  if (status !== 'active' || !person) return undefined;
  const whole = spanOf(period, zone);
  const members = participant.flatMap(({ member, period: own }) => {
    const actor = member?.reference;
    if (!actor) return [];
    const { from, until } = spanOf(own, zone);
    return [{ actor, from: Math.max(from, whole.from), until: Math.min(until, whole.until) }];
  });
  return members.length > 0 ? { person, members } : undefined;
}

function spanOf(period: { start?: string; end?: string } | undefined, zone: number): { from: number; until: number } {
  const start = period?.start === undefined ? undefined : findDateRange(period.start, zone);
  const end = period?.end === undefined ? undefined : findDateRange(period.end, zone);
  return { from: start?.low ?? Number.NEGATIVE_INFINITY, until: end?.high ?? Number.POSITIVE_INFINITY };
}

/**
 * What the record says of who may see whom, in memory, so that a decision needs no lookup: care teams and consents. Filled
 * from the record at the start and after every commit that changed one of them.
 */
export class AccessFacts {
  #zone: number;
  #teams = new Map<string, TeamFact>();
  /** Actor -> ids of the teams that name it. */
  #teamsOf = new Map<string, Set<string>>();
  #consents = new Map<string, ConsentFact>();
  /** Actor -> ids of the consents that name it. */
  #consentsOf = new Map<string, Set<string>>();

  constructor(zoneOffsetMinutes: number) {
    this.#zone = zoneOffsetMinutes;
  }

  /** `resource` as it is now; undefined when it is gone. */
  set(type: 'CareTeam' | 'Consent', id: string, resource: HeldResource | undefined): void {
    if (type === 'CareTeam') {
      const fact = resource && readCareTeam(resource as CareTeam, this.#zone);
      replace(this.#teams, this.#teamsOf, id, fact, ({ members }) => members.map(({ actor }) => actor));
    } else {
      const fact = resource && readConsent(resource as Consent, this.#zone);
      replace(this.#consents, this.#consentsOf, id, fact, ({ rules }) => rules.map(({ actor }) => actor));
    }
  }

  /** People in whose care team the actor (`Practitioner/x`) is now. */
  caredForBy(actor: string, now: number): Set<string> {
    const people = new Set<string>();
    for (const id of this.#teamsOf.get(actor) ?? []) {
      const team = this.#teams.get(id);
      if (team?.members.some((each) => each.actor === actor && now >= each.from && now < each.until))
        people.add(team.person);
    }
    return people;
  }

  /** What a person agreed that the actor (`RelatedPerson/x`) may see now. */
  agreedWith(person: string, actor: string, now: number): Set<ConsentPart> {
    return agreedParts(
      this.#about(actor).filter((fact) => fact.person === person),
      actor,
      now,
    );
  }

  /** People who refuse the actor (`Practitioner/x`) now. */
  refusing(actor: string, now: number): Set<string> {
    const byPerson = Map.groupBy(this.#about(actor), ({ person }) => person);
    return new Set([...byPerson].filter(([, facts]) => isRefused(facts, actor, now)).map(([person]) => person));
  }

  #about(actor: string): ConsentFact[] {
    return [...(this.#consentsOf.get(actor) ?? [])].flatMap((id) => this.#consents.get(id) ?? []);
  }
}

function replace<F>(
  facts: Map<string, F>,
  byActor: Map<string, Set<string>>,
  id: string,
  fact: F | undefined,
  actorsOf: (fact: F) => string[],
): void {
  const before = facts.get(id);
  for (const actor of before ? actorsOf(before) : []) {
    const ids = byActor.get(actor);
    ids?.delete(id);
    if (ids?.size === 0) byActor.delete(actor);
  }
  if (!fact) {
    facts.delete(id);
    return;
  }
  facts.set(id, fact);
  for (const actor of actorsOf(fact)) byActor.set(actor, (byActor.get(actor) ?? new Set()).add(id));
}
