import type { Finding, Packet } from '@munan/flow';
import type { Findings } from './findings.ts';
import type { WatchFunctions, WatchKeeper } from './keeper.ts';

/** So long in one go, ms: doors and live packets come between. */
const sliceMs = 8;

export interface PastNeeds<S, G> {
  watch: Pick<WatchFunctions<S, G>, 'createWatch' | 'stepPacket'>;
  settingsOf(subject: string): G | undefined;
  keeper: Pick<WatchKeeper<S, G>, 'adopt' | 'stateOf'>;
  findings: Findings;
}

/** Gives the watch of somebody of whom nothing was heard yet a past. */
export function openPast<S extends { devices: object }, G>({ watch, settingsOf, keeper, findings }: PastNeeds<S, G>) {
  /** Anything came from this person's devices. */
  const isHeard = (subject: string): boolean => Object.keys(keeper.stateOf(subject)?.devices ?? {}).length > 0;
  const checkUnheard = (subject: string): void => {
    if (isHeard(subject)) throw new Error(`something was heard of ${subject} already`);
  };
  return {
    isHeard,
    /**
     * What the detectors make of these packets, in the order of their arrival. Nothing of it comes to the desk; its findings are kept
     * as history. Answers them; none when `signal` ends it before.
     * @throws Error for somebody who is not enrolled, or whose devices were heard already
     */
    async judgePast(subject: string, packets: Iterable<Packet>, signal?: AbortSignal): Promise<Finding[]> {
      const settings = settingsOf(subject);
      if (!settings) throw new Error(`no person ${subject}`);
      checkUnheard(subject);
      const state = watch.createWatch(subject);
      const found: Finding[] = [];
      let begun = performance.now();
      for (const packet of packets) {
        for (const finding of watch.stepPacket(state, packet, settings).findings)
          found.push({ ...finding, live: false });
        if (performance.now() - begun < sliceMs) continue;
        await new Promise(setImmediate);
        if (signal?.aborted) return [];
        begun = performance.now();
      }
      await findings.keep(found);
      checkUnheard(subject);
      keeper.adopt(subject, state);
      return found;
    },
  };
}
