import type { Me } from '@munan/flow';
import type { Desk } from '@munan/sync';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { onHint } from '../connection/hints.ts';
import { useContact } from '../shell/contact.ts';
import { type DeskProblem, openBrowserDesk } from './open-desk.ts';
import { rememberNurse } from './remembered.ts';
import { DeskContext } from './use-desk.ts';

/** Events of the stream come in handfuls: one asking answers them all. */
const gatherMs = 400;

export type Opened = { state: 'opening' } | { state: 'open' } | { state: 'problem'; problem: DeskProblem };
const OpenedContext = createContext<Opened>({ state: 'opening' });

/** How the opening of the desk went. */
export function useOpened(): Opened {
  return useContext(OpenedContext);
}

/** Opens the desk of this nurse on this device, for everything below it. */
export function WithDesk({ me, children }: { me: Me; children: ReactNode }) {
  const contact = useContact();
  const [desk, setDesk] = useState<Desk>();
  const [problem, setProblem] = useState<DeskProblem>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person, or another attempt, is another opening
  useEffect(() => {
    let here = true;
    let close = () => {};
    setProblem(undefined);
    void (async () => {
      const opened = await openBrowserDesk(me);
      if ('problem' in opened) {
        if (here) setProblem(opened.problem);
        return;
      }
      close = opened.close;
      if (!here) return close();
      rememberNurse(me);
      setDesk(opened.desk);
    })().catch((error: unknown) => {
      if (here) setProblem({ why: 'other', detail: error instanceof Error ? error.message : String(error) });
    });
    return () => {
      here = false;
      close();
      setDesk(undefined);
    };
  }, [me.id, attempt]);
  // What could not be opened without the server is tried again with it; what was open hears that there is a session.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when contact is made
  useEffect(() => {
    if (contact !== 'signed-in') return;
    if (problem) setAttempt((count) => count + 1);
    else void desk?.sync();
  }, [contact, desk]);
  useEffect(() => {
    if (!desk) return;
    let timer = 0;
    const stop = onHint(() => {
      timer ||= window.setTimeout(() => {
        timer = 0;
        void desk.sync();
      }, gatherMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [desk]);
  const opened = useMemo<Opened>(() => {
    if (problem) return { state: 'problem', problem };
    return { state: desk ? 'open' : 'opening' };
  }, [desk, problem]);
  return (
    <OpenedContext value={opened}>
      <DeskContext value={desk}>{children}</DeskContext>
    </OpenedContext>
  );
}
