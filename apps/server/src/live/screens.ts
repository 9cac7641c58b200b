import { type Alert, houseSubject, type StreamEvent } from '@munan/flow';
import type { LiveHub } from './hub.ts';

/** A person's row is sent at most this often; an alert about her is sent at once. */
const personEveryMs = 2_000;
/** At most so many rows are made at a time, so that a crowd does not hold up a packet. */
const personsAtOnce = 100;
const nextPersonsMs = 20;

export interface ScreensNeeds {
  hub: LiveHub;
  alertEvent(alert: Alert): StreamEvent;
  /** Undefined for somebody who is not enrolled here. */
  personEvent(subject: string): StreamEvent | undefined;
}

/** What open screens are told, and which alerts are open: the queue and the board need them without asking the database. */
export class Screens {
  #needs: ScreensNeeds;
  #open = new Map<string, Map<string, Alert>>();
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: ScreensNeeds) {
    this.#needs = needs;
  }

  openAlertsOf(subject: string): Alert[] {
    return [...(this.#open.get(subject)?.values() ?? [])];
  }

  /** An alert as it is on disk now; versions that come out of order are known by their number. */
  alert(alert: Alert, isNews = true): void {
    const { subject, id } = alert;
    const open = this.#open.get(subject) ?? new Map<string, Alert>();
    if ((open.get(id)?.version ?? 0) > alert.version) return;
    const wasOpen = open.has(id);
    if (alert.status === 'open') open.set(id, alert);
    else open.delete(id);
    if (open.size > 0) this.#open.set(subject, open);
    else this.#open.delete(subject);
    if (!isNews || !this.#needs.hub.watched) return;
    this.#needs.hub.publish(this.#needs.alertEvent(alert), subject);
    if (subject === houseSubject) return;
    if (wasOpen !== (alert.status === 'open'))
      this.#needs.hub.publish({ type: 'day', data: { person: subject } }, subject);
    this.#sendPerson(subject);
  }

  personChanged(subject: string): void {
    if (!this.#needs.hub.watched) return;
    this.#changed.add(subject);
    this.#timer ??= setTimeout(() => this.#flush(), personEveryMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    let sent = 0;
    for (const subject of this.#changed) {
      if (sent++ >= personsAtOnce) break;
      this.#changed.delete(subject);
      this.#sendPerson(subject);
    }
    if (this.#changed.size > 0) this.#timer = setTimeout(() => this.#flush(), nextPersonsMs);
  }

  #sendPerson(subject: string): void {
    const event = this.#needs.personEvent(subject);
    if (event) this.#needs.hub.publish(event, subject);
  }
}
