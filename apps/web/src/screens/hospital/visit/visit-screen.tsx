import { Button } from '@mantine/core';
import type { VisitList, VisitPage } from '@munan/flow';
import { SimulatedTag, useLanguage } from '@munan/ui';
import {
  IconArrowLeft,
  IconChevronLeft,
  IconChevronRight,
  IconHistory,
  IconMessageReply,
  IconPencil,
  IconPrinter,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { queries } from '../../../connection/queries.ts';
import { Page } from '../../../shell/frame.tsx';
import { useMe } from '../../../shell/session.tsx';
import { NotYet } from '../../../shell/waiting.tsx';
import { usePageKeys } from '../../centre/keys.ts';
import { Conflicts } from '../conflicts.tsx';
import { neighbours } from '../list.ts';
import { keptOrder } from '../visit-order.ts';
import { Answers } from './answers.tsx';
import { Done, Found } from './found.tsx';
import { Plan, Remarks, Versions } from './history.tsx';
import { Measured } from './measured.tsx';
import { Photos } from './photos.tsx';
import classes from './visit.module.css';

/** A visit as a page is read: measured, found, done, asked; the doctor answers beside it. */
export function VisitPageScreen() {
  const { words } = useLanguage();
  const { visit = '', version } = useParams({ strict: false });
  const number = version === undefined ? undefined : Number(version);
  const query = useQuery(queries.visit(visit, number));
  const page = query.data;
  useSeen(number === undefined ? page : undefined);
  useVisitKeys(visit);
  if (!page)
    return (
      <Page title={words.shell.loading}>
        <NotYet query={query} />
      </Page>
    );
  return <Loaded page={page} version={number} />;
}

function Loaded({ page, version }: { page: VisitPage; version: number | undefined }) {
  const { words, formats, language } = useLanguage();
  const me = useMe();
  const t = words.hospital.page;
  const { person, entry, row } = page;
  const state = entry.state ?? 'signed';
  const record = `/api/visits/${encodeURIComponent(entry.id)}/record.pdf?lang=${language}`;
  return (
    <Page
      title={t.title(person.name)}
      titleMark={<SimulatedTag person={person} />}
      width="full"
      actions={
        <span className={classes.dim}>
          {words.shell.sexAge(words.shell.sexes[person.sex], person.age)}
          {person.district ? ` · ${person.district}` : ''}
        </span>
      }
    >
      {version === undefined ? null : (
        <p className={classes.then} role="note" data-testid="version-shown">
          <IconHistory aria-hidden size={20} />
          {t.readingVersion(version, formats.full(page.versions[version - 1]?.at ?? entry.finished))}
          <Link to="/hospital/visits/$visit" params={{ visit: entry.id }} className={classes.way}>
            {t.toCurrent}
          </Link>
        </p>
      )}
      <nav className={`${classes.ways} munan-no-print`} aria-label={t.toList}>
        {me.role === 'doctor' || me.role === 'manager' ? (
          <Link to="/hospital" className={classes.way} data-testid="to-list">
            <IconArrowLeft aria-hidden size={18} /> {t.toList}
          </Link>
        ) : null}
        <Link to="/people/$person" params={{ person: person.id }} className={classes.way} data-testid="to-person">
          {t.toPerson}
        </Link>
        <a href={record} target="_blank" rel="noreferrer" className={classes.way} data-testid="print-record">
          <IconPrinter aria-hidden size={18} /> {t.print}
        </a>
        <Neighbours visit={entry.id} />
        {me.role === 'doctor' ? <span className={`${classes.dim} ${classes.keys}`}>{t.keys}</span> : null}
      </nav>
      <p className={classes.when}>
        <strong>
          {t.when(
            formats.day(entry.arrived),
            formats.clock(entry.arrived),
            formats.clock(entry.finished),
            formats.span(entry.finished - entry.arrived),
          )}
        </strong>{' '}
        · {t.nurse(row.nurse.name)}
        {state === 'signed' ? null : (
          <span className={classes.pending} data-testid="pending">
            <IconPencil aria-hidden size={16} /> {words.hospital.states[state]}
          </span>
        )}
      </p>
      {entry.clockUncertain ? <p className={classes.dim}>{t.clockUncertain}</p> : null}
      {entry.question ? (
        <div className={classes.ask}>
          <span className={classes.dim}>{t.asked}</span>
          <q className={classes.question}>{entry.question}</q>
          {me.role === 'doctor' && version === undefined ? (
            <Button
              variant="light"
              h={44}
              leftSection={<IconMessageReply aria-hidden size={18} />}
              aria-keyshortcuts="a"
              onClick={toAnswers}
            >
              {t.toAnswer}
            </Button>
          ) : null}
        </div>
      ) : null}
      <Conflicts person={person.id} />
      <div className={classes.page} data-testid="visit-page" data-visit={entry.id}>
        <div className={classes.column}>
          <Measured page={page} />
          <Found page={page} />
          <Photos page={page} />
          <Done page={page} />
          <Remarks page={page} />
        </div>
        <div className={classes.column}>
          {version === undefined ? <Answers page={page} key={entry.id} /> : null}
          <Plan page={page} />
          <Versions page={page} shown={version ?? page.versions.length} />
        </div>
      </div>
    </Page>
  );
}

function Neighbours({ visit }: { visit: string }) {
  const { words } = useLanguage();
  const t = words.hospital.page;
  const { previous, next } = useNeighbours(visit);
  if (!previous && !next) return null;
  return (
    <span className={classes.neighbours}>
      {previous ? (
        <Link to="/hospital/visits/$visit" params={{ visit: previous }} className={classes.way} data-testid="previous">
          <IconChevronLeft aria-hidden size={18} /> {t.previous}
        </Link>
      ) : null}
      {next ? (
        <Link to="/hospital/visits/$visit" params={{ visit: next }} className={classes.way} data-testid="next">
          {t.next} <IconChevronRight aria-hidden size={18} />
        </Link>
      ) : null}
    </span>
  );
}

/** Before and after in the list as it stood when this was opened; else as the list is now. */
function useNeighbours(visit: string): { previous?: string; next?: string } {
  const client = useQueryClient();
  const kept = keptOrder();
  if (kept.includes(visit)) return neighbours(kept, visit);
  const list = client.getQueryData<VisitList>(queries.visits().queryKey);
  return neighbours(list?.visits.map(({ id }) => id) ?? [], visit);
}

/** j and k (ㅓ and ㅏ on the Korean layout) go on along the list, a (ㅁ) to where one answers. */
function useVisitKeys(visit: string): void {
  const navigate = useNavigate();
  const { previous, next } = useNeighbours(visit);
  usePageKeys((key) => {
    if (key === 'a' || key === 'ㅁ') {
      toAnswers();
      return true;
    }
    const to = key === 'j' || key === 'ㅓ' ? next : key === 'k' || key === 'ㅏ' ? previous : undefined;
    if (to === undefined) return false;
    void navigate({ to: '/hospital/visits/$visit', params: { visit: to } });
    return true;
  });
}

function toAnswers(): void {
  const answers = document.querySelector<HTMLElement>('#answers');
  const field = answers?.querySelector('textarea') ?? answers;
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}

/** The server has noted that this was looked at; the list that is in memory learns of it here. */
function useSeen(page: VisitPage | undefined): void {
  const client = useQueryClient();
  const id = page?.entry.id;
  useEffect(() => {
    if (id === undefined) return;
    client.setQueryData<VisitList>(queries.visits().queryKey, (list) =>
      list?.visits.some((visit) => visit.id === id && visit.isNew)
        ? { ...list, visits: list.visits.map((visit) => (visit.id === id ? { ...visit, isNew: false } : visit)) }
        : list,
    );
  }, [client, id]);
}
