import { Alert } from '@mantine/core';
import type { Me, TodayRow } from '@munan/flow';
import { SimulatedTag, useWords } from '@munan/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { Arrival } from './arrival.tsx';
import { askToKeep, type Desk, useDesk, visitId, visitNow } from './desk.ts';
import { Done } from './done.tsx';
import { type Draft, finishedDraft } from './draft.ts';
import { entered, settledOrAsked } from './entering.ts';
import { EntryForm } from './entry-form.tsx';

/** One visit to one person: before the door, the entering, and what became of it. */
export function VisitEntryScreen() {
  const { person } = useParams({ strict: false }) as { person: string };
  // Another person is another visit: nothing of the one before stays on the screen.
  return <Visit key={person} person={person} />;
}

function Visit({ person }: { person: string }) {
  const words = useWords().visit;
  const me = useMe();
  const desk = useDesk();
  const today = useQuery(queries.today());
  const [savedVisit, setSaved] = useState<Draft>();
  const draft = desk.drafts.find((one) => one.patient === person && one.state === 'open');
  const row = today.data?.people.find((one) => one.person.id === person);
  const named = draft ?? savedVisit;
  const name = named?.patientName ?? row?.person.name;
  const simulated = named?.simulated ?? row?.person.simulated ?? false;

  const isRefused = desk.refused.some((one) => one.id === savedVisit?.id);

  const save = (open: Draft) => {
    const asked = settledOrAsked(open, visitNow());
    if (asked !== open) return desk.put(asked);
    const finished = finishedDraft(open, visitNow());
    desk.put(finished);
    setSaved(finished);
    desk.send();
  };
  const title =
    name === undefined ? words.today.title : savedVisit && !draft && !isRefused ? words.done.title(name) : name;
  return (
    <Page title={title} titleMark={<SimulatedTag person={{ simulated }} />} width="narrow">
      {desk.cannotKeep ? <CannotKeep /> : null}
      {draft ? (
        <EntryForm draft={draft} act={(act) => desk.put(entered(draft, act, visitNow()))} save={() => save(draft)} />
      ) : savedVisit ? (
        <Done
          saved={savedVisit}
          desk={desk}
          fix={(refused) => desk.put({ ...refused, state: 'open', step: 'review' })}
        />
      ) : row ? (
        <Arrival row={row} arrive={() => arriveAt(row, me, desk)} />
      ) : today.data ? (
        <>
          <p>{words.arrival.unknown}</p>
          <Link to="/visit">{words.arrival.back}</Link>
        </>
      ) : (
        <NotYet query={today} />
      )}
    </Page>
  );
}

function arriveAt(row: TodayRow, me: Me, desk: Desk): void {
  const at = visitNow();
  askToKeep();
  desk.put({
    id: visitId(),
    by: me.id,
    patient: row.person.id,
    patientName: row.person.name,
    simulated: row.person.simulated,
    spo2Scale2: row.spo2Scale2 ?? false,
    ...(row.lastVisit ? { last: { finished: row.lastVisit.finished, vitals: row.lastVisit.vitals } } : {}),
    arrived: at,
    changed: at,
    step: 'systolicMmHg',
    vitals: {},
    confirmed: [],
    remarks: '',
    state: 'open',
  });
}

export function CannotKeep() {
  const words = useWords().visit.outbox;
  return (
    <Alert role="alert" color="red" variant="outline" mb="sm">
      {words.cannotKeep}
    </Alert>
  );
}
