import { Button } from '@mantine/core';
import { type OwnPage, siteZoneOffsetMinutes, type Wishes, type WishesChange } from '@munan/flow';
import { SimulatedTag, useCentreWords, useLanguage, useNow, useWords } from '@munan/ui';
import { IconPhone } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { StateAnswer } from '../../shell/state-answer.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { Said } from '../../wishes/wishes-card.tsx';
import { WishesForm } from '../../wishes/wishes-form.tsx';
import { wishesSentences } from '../../wishes/wishes-sentences.ts';
import { deviceSays } from './device-says.ts';
import { HelpButton } from './help-button.tsx';
import { helpingSays } from './helping-says.ts';
import classes from './own.module.css';

const healMs = 20_000;
/** An answer older than this is said to be old. */
const staleMs = 90_000;

/** Her own page, in large print: is it working, who comes, whom she can call, and what she wishes. */
export function OwnScreen() {
  const t = useCentreWords().own;
  const homes = useWords().shell.homes;
  const query = useQuery({ ...queries.own(), refetchInterval: healMs });
  const page = query.data;
  return (
    <Page title={page ? t.title(page.person.name) : homes.person} width="narrow">
      {page ? <Own page={page} /> : <NotYet query={query} />}
    </Page>
  );
}

function Own({ page }: { page: OwnPage }) {
  const t = useCentreWords().own;
  const { formats } = useLanguage();
  const now = useNow(10_000);
  const { state, helping, centrePhone } = page;
  const day = (at: number) => formats.moment(at, now);
  return (
    <div className={classes.own} data-testid="own" data-state={state}>
      <div className={classes.tag}>
        <SimulatedTag person={page.person} />
      </div>
      <StateAnswer
        state={state}
        answer={t.answers[state]}
        because={helping ? t.helping(formats.moment(helping.since, now), helpingSays(helping, t)) : t.because[state]}
      />
      {now - page.now > staleMs ? (
        <p className={classes.stale} role="status">
          {t.stale(formats.moment(page.now, now))}
        </p>
      ) : null}
      <HelpButton isHelped={helping !== undefined} />
      <div className={classes.calls}>
        {centrePhone ? <Call phone={centrePhone} label={t.call(centrePhone)} /> : null}
        <Call phone="119" label={t.emergency} />
      </div>

      <section>
        <h2>{t.devices.title}</h2>
        {page.devices.length === 0 ? <p>{t.devices.none}</p> : null}
        <ul className={classes.list}>
          {page.devices.map((device) => (
            <li key={device.kind}>
              <strong>{t.devices.names[device.kind]}</strong> {deviceSays(device, t.devices, now, formats.moment)}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t.visits.title}</h2>
        <p>{page.nextVisit === undefined ? t.visits.unknown : t.visits.next(visitDay(page.nextVisit, formats.day))}</p>
        {page.lastVisit === undefined ? null : <p>{t.visits.last(day(page.lastVisit))}</p>}
        {page.nurse ? <p>{t.visits.nurse(page.nurse.name)}</p> : null}
      </section>
      <OwnWishes page={page} now={now} />
      <section>
        <h2>{t.family.title}</h2>
        {page.family.length === 0 ? <p>{t.family.none}</p> : null}
        <ul className={classes.list}>
          {page.family.map(({ name, parts }) => (
            <li key={name}>{t.family.line(name, parts.map((part) => partOf(t.family.parts, part)).join(', '))}</li>
          ))}
        </ul>
        <p className={classes.dim}>{t.family.change}</p>
      </section>
    </div>
  );
}

/** Noon in the city: only the day is said, and the time where one was promised. */
function visitDay({ day, time }: NonNullable<OwnPage['nextVisit']>, dayOf: (at: number) => string): string {
  const said = dayOf(Date.parse(`${day}T12:00:00Z`) - siteZoneOffsetMinutes * 60_000);
  return time === undefined ? said : `${said} ${time}`;
}

const partOf = (words: Record<string, string>, part: string): string => words[part] ?? part;

function Call({ phone, label }: { phone: string; label: string }) {
  return (
    <a className={classes.call} href={`tel:${phone.replaceAll(/[^\d+]/g, '')}`}>
      <IconPhone aria-hidden /> {label}
    </a>
  );
}

function OwnWishes({ page, now }: { page: OwnPage; now: number }) {
  const { own, wishes: t } = useCentreWords();
  const { words, formats } = useLanguage();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const saving = useMutation({
    mutationFn: (wishes: Wishes) =>
      api.put<OwnPage>('/api/own/wishes', {
        wishes,
        changedAt: page.wishesChangedAt ?? null,
      } satisfies WishesChange),
    onSuccess(answer) {
      client.setQueryData(queries.own().queryKey, answer);
      setOpen(false);
    },
  });
  const said = wishesSentences(page.wishes, t, now, formats.day);
  return (
    <section data-testid="own-wishes">
      <h2>{own.wishes}</h2>
      {open ? (
        <WishesForm
          wishes={page.wishes}
          busy={saving.isPending}
          error={saving.error}
          onSave={(given) => saving.mutate(given)}
          onCancel={{ label: words.shell.actions.cancel, run: () => setOpen(false) }}
        />
      ) : (
        <>
          {said.length === 0 ? <p>{t.none}</p> : <Said said={said} />}
          <p className={classes.dim}>{t.hint}</p>
          <Button
            className={classes.change ?? ''}
            variant="default"
            onClick={() => setOpen(true)}
            data-testid="own-wishes-edit"
          >
            {t.edit}
          </Button>
        </>
      )}
      <p role="status" className={classes.dim}>
        {saving.isSuccess && !open ? t.saved : ''}
      </p>
    </section>
  );
}
