import { Button, Select, Textarea } from '@mantine/core';
import { serverClock, useCentreWords, useLanguage } from '@munan/ui';
import { IconArrowLeft, IconCheck, IconPrinter } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { Failed, NotYet } from '../../shell/waiting.tsx';
import classes from './handover.module.css';
import { HandoverLines } from './handover-lines.tsx';
import { HandoverNotes } from './handover-notes.tsx';
import { useNote } from './notes.ts';
import { usePresence } from './use-presence.ts';

/** As a draft it is kept like the note of an alert. */
const draftKey = 'hand-over';
const healMs = 30_000;

function Write() {
  const t = useCentreWords().operator.handover;
  const me = useMe();
  const client = useQueryClient();
  const desk = useQuery(queries.desk());
  const [text, setText] = useNote(draftKey);
  const [to, setTo] = useState<string | null>(null);
  const left = useMutation({
    mutationFn: () => api.post('/api/handover', { text: text.trim(), ...(to === null ? {} : { to }) }),
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: ['handover'] });
    },
  });
  const others = (desk.data?.operators ?? []).filter(({ id }) => id !== me.id);
  return (
    <section className={`${classes.write} munan-no-print`}>
      <Textarea
        label={t.text}
        description={t.textHint}
        autosize
        minRows={4}
        maxLength={4000}
        value={text}
        data-testid="handover-text"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label={t.to}
        placeholder={t.anybody}
        clearable
        value={to}
        onChange={setTo}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        data-testid="handover-to"
      />
      {left.error ? <Failed error={left.error} /> : null}
      {left.isSuccess ? <p role="status">{t.sent}</p> : null}
      <Button
        size="lg"
        leftSection={<IconCheck size={20} aria-hidden />}
        loading={left.isPending}
        data-testid="handover-send"
        onClick={() => left.mutate()}
      >
        {t.send}
      </Button>
    </section>
  );
}

/** What the next shift must know: what is open as it stands, a text, and who took it over. */
export function HandoverScreen() {
  const { formats } = useLanguage();
  const t = useCentreWords().operator.handover;
  const me = useMe();
  usePresence();
  const handover = useQuery({ ...queries.handover(), refetchInterval: healMs });
  return (
    <Page
      title={t.title}
      actions={
        <div className={`${classes.actions} munan-no-print`}>
          <Link to="/centre" className={classes.back}>
            <IconArrowLeft size={18} aria-hidden /> {t.back}
          </Link>
          <Button
            variant="default"
            leftSection={<IconPrinter size={20} aria-hidden />}
            onClick={() => window.print()}
            data-testid="handover-print"
          >
            {t.print}
          </Button>
        </div>
      }
    >
      <p className={classes.printed}>{t.printed(formats.full(serverClock.now()), me.name)}</p>
      {handover.data ? (
        <div className={classes.page} data-testid="handover">
          <Write />
          <section>
            <h2>{handover.data.open.length === 0 ? t.none : t.open(handover.data.open.length)}</h2>
            <HandoverLines lines={handover.data.open} />
          </section>
          <HandoverNotes notes={handover.data.notes} />
        </div>
      ) : (
        <NotYet query={handover} />
      )}
    </Page>
  );
}
