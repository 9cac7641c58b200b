import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Shift, ShiftsPage } from '@munan/flow';
import { useCentreWords, useLanguage } from '@munan/ui';
import { IconArrowBackUp, IconCheck, IconChevronLeft, IconChevronRight, IconCopy, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { Failed, NotYet } from '../../shell/waiting.tsx';
import { Cover } from './cover.tsx';
import { DayList } from './day-list.tsx';
import { Grid } from './grid.tsx';
import { NowPart } from './now-part.tsx';
import { ReachPart } from './reach-part.tsx';
import { ShiftDialog } from './shift-dialog.tsx';
import { type Asked, ShiftForm } from './shift-form.tsx';
import { shiftText } from './shift-text.ts';
import classes from './shifts.module.css';
import { type Rota, useRota } from './use-rota.ts';
import { WaysPart } from './ways-part.tsx';
import { dayMs } from './week.ts';

/** Who is at the desk and on the road, a week at a time. */
export function ShiftsScreen() {
  const t = useCentreWords().shifts;
  const rota = useRota();
  return (
    <Page title={t.title} width="full">
      <p className={classes.intro}>{t.intro}</p>
      {rota.query.data ? <Inside rota={rota} page={rota.query.data} /> : <NotYet query={rota.query} />}
    </Page>
  );
}

function Inside({ rota, page }: { rota: Rota; page: ShiftsPage }) {
  const { formats } = useLanguage();
  const t = useCentreWords().shifts;
  const { role } = useMe();
  const mayWrite = role === 'manager';
  const isNarrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false });
  const [asked, setAsked] = useState<Asked | undefined>();
  const [opened, setOpened] = useState<Shift | undefined>();
  const { monday } = rota;
  const parts = {
    page,
    monday,
    now: rota.now,
    onOpen: setOpened,
    ...(mayWrite ? { onAdd: setAsked } : {}),
  };
  return (
    <div className={classes.parts}>
      <NowPart desk={page.desk} />
      {mayWrite ? null : <p>{t.readOnly}</p>}
      <div className={classes.bar}>
        <h2 data-testid="rota-week">{t.week(formats.day(monday), formats.day(monday + 6 * dayMs))}</h2>
        <Button
          variant="default"
          h={44}
          leftSection={<IconChevronLeft size={18} aria-hidden />}
          onClick={() => rota.go(-1)}
          data-testid="week-before"
        >
          {t.before}
        </Button>
        {rota.isPresent ? null : (
          <Button variant="default" h={44} onClick={() => rota.go(0)} data-testid="week-present">
            {t.present}
          </Button>
        )}
        <Button
          variant="default"
          h={44}
          rightSection={<IconChevronRight size={18} aria-hidden />}
          onClick={() => rota.go(1)}
          data-testid="week-after"
        >
          {t.after}
        </Button>
        {mayWrite ? (
          <>
            <Button
              variant="default"
              h={44}
              leftSection={<IconCopy size={18} aria-hidden />}
              loading={rota.copy.isPending}
              onClick={() => rota.copy.mutate()}
              data-testid="copy-week"
            >
              {t.copy}
            </Button>
            <Button
              h={44}
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => setAsked({})}
              data-testid="add-shift"
            >
              {t.add}
            </Button>
          </>
        ) : null}
      </div>
      <DoneBar rota={rota} />
      {rota.copy.error || rota.remove.error ? <Failed error={rota.copy.error ?? rota.remove.error} /> : null}
      <Cover page={page} monday={monday} />
      {page.users.length === 0 ? <p>{t.nobody}</p> : isNarrow ? <DayList {...parts} /> : <Grid {...parts} />}
      {role === 'manager' || role === 'operator' ? (
        <>
          <ReachPart page={page} rota={rota} mayWrite={mayWrite} />
          <WaysPart />
        </>
      ) : null}
      {asked ? <ShiftForm asked={asked} page={page} rota={rota} onClose={() => setAsked(undefined)} /> : null}
      {opened ? (
        <ShiftDialog
          shift={opened}
          mayRemove={mayWrite && opened.to > rota.now}
          onRemove={() => rota.remove.mutate(opened)}
          onClose={() => setOpened(undefined)}
        />
      ) : null}
    </div>
  );
}

function DoneBar({ rota }: { rota: Rota }) {
  const { formats } = useLanguage();
  const t = useCentreWords().shifts;
  const { done } = rota;
  if (!done) return null;
  const text =
    done.what === 'copied'
      ? done.count + done.left === 0
        ? t.copyNothing
        : done.left > 0
          ? t.copiedSome(done.count, done.left)
          : t.copied(done.count)
      : t[done.what](done.shift.user.name, shiftText(formats, done.shift));
  return (
    <div className={classes.done} role="status" data-testid="rota-done">
      <IconCheck size={20} aria-hidden />
      <span>{text}</span>
      {done.what === 'copied' ? null : (
        <Button
          variant="default"
          h={44}
          leftSection={<IconArrowBackUp size={18} aria-hidden />}
          onClick={rota.undo}
          data-testid="rota-undo"
        >
          {t.undo}
        </Button>
      )}
    </div>
  );
}
