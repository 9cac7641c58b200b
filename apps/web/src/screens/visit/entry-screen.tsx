import { Button } from '@mantine/core';
import type { SyncPerson, VisitEntry } from '@munan/flow';
import type { LocalVisit } from '@munan/sync';
import { SimulatedTag, useWords } from '@munan/ui';
import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useDesk } from '../../desk/use-desk.ts';
import { Page } from '../../shell/frame.tsx';
import { Waiting } from '../../shell/waiting.tsx';
import { isUnfinished } from '../day/day-rows.ts';
import { Arrival } from './arrival.tsx';
import { Correction } from './correction.tsx';
import { Done } from './done.tsx';
import { findPart, type Part } from './note.ts';
import { OpenPart } from './open-part.tsx';
import { findPosition } from './position.ts';
import { useVisitedPerson, useVisiting } from './visiting.ts';
import { placeOf } from './work.ts';

/** One visit to one person: before the door, the entering, and what became of it. */
export function VisitEntryScreen() {
  const { person } = useParams({ strict: false }) as { person: string };
  // Another person is another visit: nothing of the one before stays on the screen.
  return <Visit key={person} id={person} />;
}

function Visit({ id }: { id: string }) {
  const all = useWords();
  const words = all.visit;
  const desk = useDesk();
  const { person, again } = useVisitedPerson(id);
  const [finished, setFinished] = useState<string>();
  const [correcting, setCorrecting] = useState<VisitEntry>();
  const card = desk.people().find((one) => one.person.id === id);
  const mine = desk.visits().filter(({ entry }) => entry.patient === id);
  const open = mine.findLast((local) => isUnfinished(local) || local.state === 'refused');
  const signed = finished === undefined ? undefined : desk.visit(finished);
  const brief = card?.person ?? person?.person;
  const name = brief?.name ?? '';
  const show = (title: string, children: React.ReactNode) => (
    <Page title={title} titleMark={<SimulatedTag person={{ simulated: brief?.simulated ?? false }} />} width="narrow">
      {children}
    </Page>
  );
  if (correcting) {
    return show(
      name,
      <Correction
        name={name}
        entry={correcting}
        now={desk.now()}
        leave={() => setCorrecting(undefined)}
        begin={(reason) => {
          desk.correct(correcting, reason);
          setCorrecting(undefined);
          setFinished(undefined);
        }}
      />,
    );
  }
  if (signed) {
    return show(
      all.visitParts.finished.title(name),
      <Done
        local={signed}
        scale2={card?.spo2Scale2 ?? false}
        fix={() => setFinished(undefined)}
        correct={() => setCorrecting(signed.entry)}
      />,
    );
  }
  if (open) {
    return show(
      name,
      <Entering
        key={open.entry.id}
        local={open}
        person={person ?? undefined}
        again={again}
        signed={() => setFinished(open.entry.id)}
      />,
    );
  }
  if (!card) {
    return show(
      words.today.title,
      person === undefined ? (
        <Waiting />
      ) : (
        <>
          <p>{all.visitParts.arrival.notHere}</p>
          <Button component={Link} to="/visit" h={56} variant="default">
            {words.arrival.back}
          </Button>
        </>
      ),
    );
  }
  return show(
    name,
    <Arrival
      card={card}
      person={person ?? undefined}
      visitedToday={mine.map(({ entry }) => entry)}
      correct={setCorrecting}
      read={(answer) => {
        desk.read(answer);
        again();
      }}
      arrive={() => {
        // The time at once; the place when it is known, if it is.
        const { entry } = desk.begin(id);
        void findPosition().then((arrivedAt) => {
          const now = desk.visit(entry.id);
          if (arrivedAt && now && isUnfinished(now)) {
            desk.change(entry.id, (before) => ({ ...before, arrivedAt }), now.screen);
          }
        });
      }}
    />,
  );
}

/** The visit that is open: which part is on the screen stands in the address, so that "back" goes back. */
function Entering({
  local,
  person,
  again,
  signed,
}: {
  local: LocalVisit;
  person: SyncPerson | undefined;
  again: () => void;
  signed: () => void;
}) {
  const visit = useVisiting(local, person);
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  const [kept] = useState(() => findPart(placeOf(local.screen).part));
  const first: Part = local.entry.state === 'open' && local.reason === undefined ? 'vitals' : 'list';
  const part = findPart(hash) ?? kept ?? first;
  // The list is found again where it was left; after the measuring it begins at the top.
  const listTop = useRef(0);
  const open = (next: Part) => {
    listTop.current =
      part === 'list' ? (listScroll() ?? 0) : next === 'list' && part === 'vitals' ? 0 : listTop.current;
    // What was final is looked at as a whole, and changed from there.
    if (next === 'vitals' && local.entry.state !== 'open') visit.act({ do: 'go', step: 'review' });
    visit.put({ part: next });
    void navigate({ to: '.', hash: next, hashScrollIntoView: false });
  };
  return (
    <OpenPart
      visit={visit}
      part={part}
      listTop={listTop.current}
      open={open}
      again={again}
      signed={() => {
        void navigate({ to: '.', hash: '', replace: true, hashScrollIntoView: false });
        signed();
      }}
    />
  );
}

/** How far the list was scrolled, pixels. */
function listScroll(): number | undefined {
  return document.querySelector('[data-testid="parts"] > section')?.scrollTop;
}
