import { Button } from '@mantine/core';
import type { AlertPage } from '@munan/flow';
import { serverClock, useCentreWords, useLanguage } from '@munan/ui';
import { IconClipboardText, IconRotate } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { AskVisit } from '../person/ask-visit.tsx';
import classes from './alert.module.css';
import { outcomeSentence } from './outcome-sentence.ts';

const reopenWithinMs = 24 * 3_600_000;

/** How a closed alert ended, and what can still be done with it. */
export function ClosedPart({
  page,
  onReopen,
  onSheet,
}: {
  page: AlertPage;
  onReopen: () => void;
  onSheet: () => void;
}) {
  const { words, formats } = useLanguage();
  const o = useCentreWords().operator.more;
  const t = words.centre;
  const { alert } = page;
  const now = serverClock.now();
  const place = useRef<HTMLElement>(null);
  // Who closed it pressed far below: what took the place of the next step must be seen.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const canReopen = alert.drill === undefined && alert.closedAt !== undefined && now - alert.closedAt < reopenWithinMs;
  return (
    <section ref={place} className={classes.closed}>
      <h2>{t.alert.closed}</h2>
      <p>
        {alert.closedAt === undefined ? '' : t.alert.closedAt(formats.moment(alert.closedAt, now))}
        {alert.outcome ? ` · ${outcomeSentence(words, alert.outcome)}` : ''}
      </p>
      <div className={classes.more}>
        {canReopen ? (
          <Button
            variant="default"
            leftSection={<IconRotate size={18} aria-hidden />}
            onClick={onReopen}
            data-testid="reopen"
          >
            {o.reopen}
          </Button>
        ) : null}
        {page.callSheet ? (
          <Button variant="default" leftSection={<IconClipboardText size={18} aria-hidden />} onClick={onSheet}>
            {t.more.callSheet}
          </Button>
        ) : null}
        {alert.person && alert.drill === undefined ? <AskVisit person={alert.person} alert={alert.id} /> : null}
      </div>
    </section>
  );
}
