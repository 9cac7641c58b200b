import { Button, Switch, TextInput } from '@mantine/core';
import type { VisitRow } from '@munan/flow';
import { useNow, useWords, vitalMarks } from '@munan/ui';
import { IconAdjustments, IconArrowUp, IconListNumbers, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type RefObject, useMemo, useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { usePageKeys } from '../centre/keys.ts';
import { Conflicts } from './conflicts.tsx';
import { foundVisits } from './list.ts';
import classes from './screen.module.css';
import { useFresh } from './use-fresh.ts';
import { keepOrder } from './visit-order.ts';
import { VisitRowView } from './visit-row.tsx';

const none: never[] = [];
const marksOf = ({ vitals, spo2Scale2 }: VisitRow) => Object.values(vitalMarks(vitals, spo2Scale2 ?? false));

/** The doctor's list, live: conflicts to decide, then visits not yet looked at with what stands out first, then the rest. */
export function HospitalScreen() {
  const { hospital: words, shell } = useWords();
  const visits = useQuery(queries.visits());
  const board = useQuery(queries.board());
  const now = useNow(30_000);
  const [name, setName] = useState('');
  const [alertsFirst, setAlertsFirst] = useState(false);
  const people = new Map((board.data?.people ?? none).map((person) => [person.id, person]));
  const all = visits.data?.visits;
  const groups = foundVisits(all ?? none, people, { name, alertsFirst }, marksOf);
  const ids = [...groups.fresh, ...groups.seen].map(({ id }) => id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids say whether the order is another
  const shown = useMemo(() => [...groups.fresh, ...groups.seen], [ids]);
  const { list, fresh, above, toTop } = useFresh(all, shown);
  useRowKeys(list);
  const row = (visit: VisitRow) => (
    <VisitRowView
      key={visit.id}
      visit={visit}
      board={people.get(visit.person.id)}
      fresh={fresh.has(visit.id)}
      now={now}
      onOpen={() => keepOrder(shown.map(({ id }) => id))}
    />
  );
  return (
    <Page
      title={words.title}
      width="full"
      actions={
        <div className={classes.links}>
          <Button
            component={Link}
            to="/rules"
            variant="default"
            h={44}
            leftSection={<IconAdjustments size={20} aria-hidden />}
            data-testid="open-rules"
          >
            {shell.rules}
          </Button>
          <Button
            component={Link}
            to="/plans"
            variant="default"
            h={44}
            leftSection={<IconListNumbers size={20} aria-hidden />}
            data-testid="open-plans"
          >
            {shell.plans}
          </Button>
        </div>
      }
    >
      <Conflicts />
      <div className={classes.tools}>
        <TextInput
          type="search"
          size="md"
          label={words.filter}
          placeholder={words.filterHint}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          leftSection={<IconSearch aria-hidden size={18} />}
          className={classes.search}
        />
        <Switch
          size="md"
          label={words.alertsFirst}
          checked={alertsFirst}
          onChange={(event) => setAlertsFirst(event.currentTarget.checked)}
        />
        <p className={classes.count}>
          {all ? `${words.count(shown.length, all.length)} · ` : ''}
          {words.hint}
          <span className={classes.keys}> · {words.keys}</span>
        </p>
      </div>
      {above > 0 ? (
        <div className={classes.above} role="status">
          <Button h={44} leftSection={<IconArrowUp aria-hidden size={18} />} onClick={toTop}>
            {words.freshAbove(above)}
          </Button>
        </div>
      ) : null}
      {all ? (
        <div ref={list} className={classes.lists}>
          {groups.fresh.length > 0 ? (
            <section aria-labelledby="new-visits">
              <h2 id="new-visits" className={classes.group}>
                {words.newGroup(groups.fresh.length)}
              </h2>
              <ol className={classes.list}>{groups.fresh.map(row)}</ol>
            </section>
          ) : null}
          {groups.seen.length > 0 ? (
            <section aria-labelledby="seen-visits">
              <h2 id="seen-visits" className={classes.group}>
                {words.seenGroup}
              </h2>
              <ol className={classes.list}>{groups.seen.map(row)}</ol>
            </section>
          ) : null}
          {shown.length === 0 ? <p>{all.length === 0 ? words.empty : words.noMatch}</p> : null}
        </div>
      ) : (
        <NotYet query={visits} />
      )}
    </Page>
  );
}

/** j and k (ㅓ and ㅏ on the Korean layout) go from row to row; Enter opens the link that has the focus. */
function useRowKeys(list: RefObject<HTMLDivElement | null>): void {
  usePageKeys((key) => {
    const step = key === 'j' || key === 'ㅓ' ? 1 : key === 'k' || key === 'ㅏ' ? -1 : 0;
    if (step === 0) return false;
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-visit-link]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? links[0] : links[at + step];
    next?.focus();
    return next !== undefined;
  });
}
