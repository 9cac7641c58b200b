import type { Finding } from '@munan/flow';

/** The burden of the alerts room, as the house needs it; its state is plain data. */
export interface BurdenFunctions<S, N> {
  startBurden(): S;
  admit(state: S, finding: Finding, settings: BurdenNeeds): { called: boolean; threshold: number };
  burdenNow(state: S, now: number, settings: BurdenNeeds): N;
}
export interface BurdenNeeds {
  callsPerDay: number | null;
  people: number;
}

/** Between the watch and the desk: marks what the budget holds back. Nothing held is lost; it is on the person's page. */
export class BurdenGate<S, N> {
  #burden: BurdenFunctions<S, N>;
  #settings: () => BurdenNeeds;
  #state: S;

  constructor(burden: BurdenFunctions<S, N>, settings: () => BurdenNeeds) {
    this.#burden = burden;
    this.#settings = settings;
    this.#state = burden.startBurden();
  }

  /** Live findings in the order found; history asks nothing of the desk. */
  judge(findings: readonly Finding[]): Finding[] {
    return findings.map((finding) => {
      if (!finding.live || finding.held) return finding;
      const { called, threshold } = this.#burden.admit(this.#state, finding, this.#settings());
      return called ? finding : { ...finding, held: { threshold } };
    });
  }

  now(at: number): N {
    return this.#burden.burdenNow(this.#state, at, this.#settings());
  }

  serialise(): string {
    return JSON.stringify(this.#state);
  }
  restore(json: string): void {
    this.#state = JSON.parse(json) as S;
  }
}
