import { Button } from '@mantine/core';
import type { Finding } from '@munan/flow';
import { PriorityMark, reasonSentence, useLanguage, useNow, useWatchWords } from '@munan/ui';
import { IconChartLine, IconChevronDown, IconChevronUp, IconNote } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { OneEvidence } from '../../evidence/one-evidence.tsx';
import classes from './person.module.css';
import type { Span } from './ranges.ts';
import { findDaysBetween } from './watch-says.ts';

/** Shown before all are asked for. */
const firstShown = 6;

function Rarity({ rarity }: { rarity: number }) {
  const { formats } = useLanguage();
  const t = useWatchWords().watch.person;
  const days = findDaysBetween(rarity);
  return <> · {days === undefined ? t.rarityMoreOften : t.rarity(t.rarityDays(formats.number(days)))}</>;
}

function OneFinding({
  finding,
  person,
  opened,
  onShow,
}: {
  finding: Finding;
  person: string;
  opened: boolean;
  onShow: (span: Span) => void;
}) {
  const { words, formats } = useLanguage();
  const watch = useWatchWords().watch;
  const now = useNow(30_000);
  const id = useId();
  const [open, setOpen] = useState(opened);
  const t = words.person;
  const { evidence } = finding;
  const first = evidence[0];
  return (
    <li data-testid="finding" data-finding={finding.id} data-pictures={evidence.length}>
      <span className={classes.itemTop}>
        <PriorityMark priority={finding.priority} plain />
        <strong>{reasonSentence(words, finding.reason)}</strong>
        {finding.held ? (
          <span className={classes.held}>
            <IconNote size={16} aria-hidden /> {watch.person.heldMark}
          </span>
        ) : null}
      </span>
      <span className={classes.dim}>
        {formats.moment(finding.since, now)} · {t.phases[finding.phase]} · {finding.live ? t.live : t.late}
        {finding.confidence < 1 ? ` · ${t.confidence(Math.round(finding.confidence * 100))}` : ''}
        {finding.rarity === undefined ? null : <Rarity rarity={finding.rarity} />}
      </span>
      {finding.held ? (
        <span className={classes.dim}>
          {finding.held.because === 'network' ? watch.person.heldNetwork : watch.person.heldExplain}
        </span>
      ) : null}
      <span className={classes.findingButtons}>
        <Button
          variant="subtle"
          h={44}
          className={classes.show ?? ''}
          aria-expanded={open}
          aria-controls={id}
          leftSection={open ? <IconChevronUp size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />}
          onClick={() => setOpen(!open)}
          data-testid="show-evidence"
        >
          {open ? watch.person.hideEvidence : watch.person.showEvidence}
        </Button>
        {first ? (
          <Button
            variant="subtle"
            h={44}
            className={classes.show ?? ''}
            leftSection={<IconChartLine size={18} aria-hidden />}
            onClick={() => {
              const room = Math.max(2000, first.to - first.from);
              onShow({ from: Math.floor(first.from - room), to: Math.ceil(first.to + room) });
            }}
          >
            {t.showChart}
          </Button>
        ) : null}
      </span>
      <div id={id} className={classes.evidence} hidden={!open}>
        {open
          ? evidence.map((one, i) => (
              // The evidence of a finding never changes: its place names it.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <OneEvidence key={i} person={person} evidence={one} testid="finding-chart" />
            ))
          : null}
        {open && evidence.length === 0 ? <p className={classes.dim}>{watch.evidence.none}</p> : null}
      </div>
    </li>
  );
}

/** Every finding of the last days, each with all that was looked at; the newest is drawn already. */
export function Findings({
  person,
  findings,
  onShow,
}: {
  person: string;
  findings: Finding[];
  onShow: (span: Span) => void;
}) {
  const { words } = useLanguage();
  const watch = useWatchWords().watch.person;
  const [all, setAll] = useState(false);
  const t = words.person;
  const shown = all ? findings : findings.slice(0, firstShown);
  return (
    <section aria-labelledby="findings-title" className={classes.panel} data-testid="findings">
      <h2 id="findings-title">{t.findings}</h2>
      {findings.length === 0 ? <p className={classes.dim}>{t.noFindings}</p> : null}
      <ul className={classes.findings}>
        {shown.map((finding, i) => (
          <OneFinding key={finding.id} finding={finding} person={person} opened={i === 0} onShow={onShow} />
        ))}
      </ul>
      {findings.length > firstShown ? (
        <Button variant="default" h={44} onClick={() => setAll(!all)} data-testid="all-findings">
          {all ? watch.showFewer : watch.showAll(findings.length)}
        </Button>
      ) : null}
    </section>
  );
}
