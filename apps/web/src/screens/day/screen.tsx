import { Button } from '@mantine/core';
import { useLanguage, useNow } from '@munan/ui';
import { IconArrowsSort, IconMap2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { SyncPanel } from '../../desk/sync-panel.tsx';
import { useDesk, useDeskPeople } from '../../desk/use-desk.ts';
import { Page } from '../../shell/frame.tsx';
import { Waiting } from '../../shell/waiting.tsx';
import classes from './day.module.css';
import { dayRows, siteDay } from './day-rows.ts';
import { Later, Search } from './people-list.tsx';
import { StopCard } from './stop-card.tsx';
import { Unfinished } from './unfinished.tsx';

// Not part of the first load: she opens them when she wants them.
const DayMap = lazy(() => import('./day-map.tsx').then(({ DayMap }) => ({ default: DayMap })));
const OrderList = lazy(() => import('./order-list.tsx').then(({ OrderList }) => ({ default: OrderList })));

const noon = (day: string): number => Date.parse(`${day}T12:00:00+09:00`);

/** The nurse's day: whom to see, in which order and why; what is unfinished; what still has to be sent. */
export function DayScreen() {
  const { words: all, formats } = useLanguage();
  const words = all.day;
  const desk = useDesk();
  useNow(30_000);
  const now = desk.now();
  const plan = desk.day();
  const cards = desk.people();
  const people = useDeskPeople(plan?.stops.map(({ person }) => person) ?? []);
  const [ordering, setOrdering] = useState(false);
  const [mapped, setMapped] = useState(false);
  const rows = plan ? dayRows(plan, cards, desk.visits(), people) : [];
  const done = rows.filter(({ state }) => state === 'done').length;
  const next = rows.find(({ state }) => state !== 'done');
  const isOld = plan !== undefined && plan.day !== siteDay(now);
  const order = (ids: string[]) => {
    if (plan) desk.order(plan.day, ids);
  };
  return (
    <Page title={plan ? words.of(formats.day(noon(plan.day))) : words.title} width="narrow">
      <SyncPanel />
      <Unfinished desk={desk} now={now} />
      {plan ? (
        <>
          {isOld ? (
            <p className={classes.old} role="note">
              {words.stale(formats.day(noon(plan.day)))}
            </p>
          ) : null}
          <div className={classes.listHead}>
            <p className={classes.count} data-testid="day-count">
              {rows.length === 0 ? words.empty : words.count(done, rows.length)}
              {plan.byHand ? <> · {words.order.byHand}</> : null}
            </p>
            {rows.length > 0 ? (
              <div className={classes.tools}>
                <Button
                  h={48}
                  px="sm"
                  variant="default"
                  leftSection={<IconMap2 aria-hidden size={20} />}
                  aria-expanded={mapped}
                  onClick={() => setMapped(!mapped)}
                  data-testid="show-map"
                >
                  {mapped ? words.map.hide : words.map.show}
                </Button>
                {rows.length > 1 && !ordering ? (
                  <Button
                    h={48}
                    px="sm"
                    variant="default"
                    leftSection={<IconArrowsSort aria-hidden size={20} />}
                    onClick={() => setOrdering(true)}
                    data-testid="change-order"
                  >
                    {words.order.change}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </div>
          {mapped ? (
            <Suspense fallback={<Waiting />}>
              <DayMap plan={plan} rows={rows} people={people} />
            </Suspense>
          ) : null}
          {ordering ? (
            <Suspense fallback={<Waiting />}>
              <OrderList rows={rows} order={order} done={() => setOrdering(false)} />
            </Suspense>
          ) : (
            <ol className={classes.list} aria-label={words.list}>
              {rows.map((row) => (
                <StopCard
                  key={row.stop.person}
                  row={row}
                  whole={people.get(row.stop.person)}
                  isNext={row === next}
                  now={now}
                  read={(answer) => desk.read(answer)}
                />
              ))}
            </ol>
          )}
          <Later stops={plan.later} cards={cards} />
        </>
      ) : (
        <p className={classes.count}>{words.notYet}</p>
      )}
      <Search cards={cards} />
      <p className={classes.count}>
        <Link to="/emergency" className={classes.link} data-testid="emergency">
          {words.emergency}
        </Link>
      </p>
    </Page>
  );
}
