import type { Finding, Silence } from '@munan/flow';

/** Homes that fell silent this close to each other fell silent together, minutes. */
const togetherMinutes = 3;
/** So many people at least, and so large a share of those heard in the hour before: their homes do not fail all at once. */
export const outageRule = { people: 5, share: 0.2, heardWithinMinutes: 60 } as const;
const minuteMs = 60_000;
/** What the watch says when contact with a person is lost, and its cause is not her device's own battery. */
const lost = new Set(['no-contact', 'gateway-silent']);

/**
 * Sees what no watch of one person can: that many homes fell silent at once, so that the network is the likely cause. The desk
 * gets one call about it, of the first person who is found silent; those of the others are held, kept and shown, and come to
 * the desk when a person is still silent after six hours, when a bad sign went before, or when her silence is a new one.
 * A minute of last contact for each person, and a count for each minute: constant time a packet.
 */
export class Outage {
  #last = new Map<string, number>();
  #perMinute = new Map<number, number>();
  #now: { minute: number; people: number; episode: string; subjects: Set<string> } | undefined;

  /** Anything came from this person's devices; at the start of the server, everybody counts as heard then. */
  heard(subject: string, at: number): void {
    const minute = Math.floor(at / minuteMs);
    const before = this.#last.get(subject);
    if (before === minute) return;
    if (before !== undefined) this.#count(before, -1);
    this.#last.set(subject, minute);
    this.#count(minute, 1);
    this.#now?.subjects.delete(subject);
  }

  /** Findings as the desk should have them. */
  judge(findings: readonly Finding[]): Finding[] {
    return findings.map((finding) => this.#judge(finding));
  }

  /** How a person's silence is shown: the network's, while she is among those who fell silent together. */
  shown(subject: string, silence: readonly Silence[]): Silence[] {
    if (!this.#now?.subjects.has(subject)) return [...silence];
    return silence.map((one) =>
      one.kind === 'no-contact' || one.kind === 'gateway' ? { ...one, kind: 'network' } : one,
    );
  }

  #judge(finding: Finding): Finding {
    const { subject, reason, phase, live, priority } = finding;
    const minute = this.#last.get(subject);
    if (minute === undefined || !live || phase !== 'began' || priority !== 'low' || !lost.has(reason.code))
      return finding;
    if (!this.#now || Math.abs(minute - this.#now.minute) > togetherMinutes) {
      const people = this.#around(minute - togetherMinutes, minute + togetherMinutes);
      const of = this.#around(minute - outageRule.heardWithinMinutes, Number.POSITIVE_INFINITY);
      if (people < outageRule.people || people < of * outageRule.share) return finding;
      this.#now = { minute, people, episode: finding.episode, subjects: new Set() };
    }
    const now = this.#now;
    now.subjects.add(subject);
    const network = { code: 'network-silent', params: { people: now.people, act: 'check-network' } };
    if (finding.episode === now.episode) return { ...finding, reason: network };
    return { ...finding, reason: network, held: { threshold: 0, because: 'network' } };
  }

  #count(minute: number, by: number): void {
    const count = (this.#perMinute.get(minute) ?? 0) + by;
    if (count > 0) this.#perMinute.set(minute, count);
    else this.#perMinute.delete(minute);
  }
  #around(from: number, to: number): number {
    let people = 0;
    for (const [minute, count] of this.#perMinute) if (minute >= from && minute <= to) people += count;
    return people;
  }
}
