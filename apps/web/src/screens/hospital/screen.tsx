import { Button, Switch, TextInput } from '@mantine/core';
import { useNow, useWords } from '@munan/ui';
import { IconArrowUp, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { foundVisits } from './list.ts';
import classes from './screen.module.css';
import { useFresh } from './use-fresh.ts';
import { VisitRowView } from './visit-row.tsx';

const none: never[] = [];

/** The doctor's list: visits newest first, live; what stands out in each, and how the person is now. */
export function HospitalScreen() {
  const words = useWords().hospital;
  const visits = useQuery(queries.visits());
  const board = useQuery(queries.board());
  const now = useNow(30_000);
  const [name, setName] = useState('');
  const [alertsFirst, setAlertsFirst] = useState(false);
  const people = new Map((board.data?.people ?? none).map((person) => [person.id, person]));
  const all = visits.data?.visits;
  const shown = foundVisits(all ?? none, people, { name, alertsFirst });
  const { list, fresh, above, toTop } = useFresh(all, shown);
  return (
    <Page title={words.title} width="full">
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
        <>
          <ol className={classes.list} ref={list}>
            {shown.map((visit) => (
              <VisitRowView
                key={visit.id}
                visit={visit}
                board={people.get(visit.person.id)}
                fresh={fresh.has(visit.id)}
                now={now}
              />
            ))}
          </ol>
          {shown.length === 0 ? <p>{all.length === 0 ? words.empty : words.noMatch}</p> : null}
        </>
      ) : (
        <NotYet query={visits} />
      )}
    </Page>
  );
}
