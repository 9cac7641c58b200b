import { Button, SegmentedControl } from '@mantine/core';
import type { OutcomesPage } from '@munan/flow';
import { useCentreWords, useWatchWords } from '@munan/ui';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { Page } from '../../shell/frame.tsx';
import { useMe } from '../../shell/session.tsx';
import { NotYet } from '../../shell/waiting.tsx';
import { AdvicePart } from './advice-part.tsx';
import { firmwareName, modelName, ruleName } from './names.ts';
import { NightPart } from './night-part.tsx';
import classes from './outcomes.module.css';
import { RateTable } from './rate-table.tsx';
import { WholePart } from './whole-part.tsx';

const windows = [1, 7, 28, 90];
const healMs = 60_000;

/** The next morning's board: what the night's calls were worth, and what that speaks for. */
export function OutcomesScreen() {
  const t = useCentreWords().outcomes;
  const { role } = useMe();
  const [days, setDays] = useState(28);
  const query = useQuery({ ...queries.outcomes(days), refetchInterval: healMs, placeholderData: keepPreviousData });
  return (
    <Page title={t.title} width="full">
      <p className={classes.intro}>{t.intro}</p>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t.window}
          value={String(days)}
          data={windows.map((count) => ({ value: String(count), label: t.days(count) }))}
          onChange={(value) => setDays(Number(value))}
        />
        {role === 'manager' ? (
          <>
            <Button
              component="a"
              href={`/api/outcomes.csv?days=${days}`}
              download
              variant="default"
              h={44}
              leftSection={<IconDownload size={18} aria-hidden />}
            >
              {t.export}
            </Button>
            <span className={classes.dim}>{t.exportHint}</span>
          </>
        ) : null}
      </div>
      {query.data ? <Inside page={query.data} asked={days} /> : <NotYet query={query} />}
    </Page>
  );
}

function Inside({ page, asked }: { page: OutcomesPage; asked: number }) {
  const t = useCentreWords().outcomes;
  const { detectors } = useWatchWords().watch;
  return (
    <div className={classes.parts}>
      <div className={classes.column}>
        <NightPart page={page} />
        <WholePart page={page} asked={asked} />
        <AdvicePart page={page} />
      </div>
      <div className={classes.column}>
        <RateTable
          title={t.by.rule}
          rows={page.byRule}
          nameOf={({ key }) => ruleName(key, t.calls, detectors)}
          testId="by-rule"
        />
        <RateTable
          title={t.by.person}
          rows={page.byPerson}
          nameOf={({ key, name }) => (
            <Link to="/people/$person" params={{ person: key }} className={classes.link}>
              {name ?? key}
            </Link>
          )}
          testId="by-person"
        />
        <RateTable
          title={t.by.model}
          rows={page.byModel}
          nameOf={({ key }) => modelName(key, t.by)}
          testId="by-model"
        />
        <RateTable
          title={t.by.firmware}
          rows={page.byFirmware}
          nameOf={({ key }) => firmwareName(key, t.by)}
          testId="by-firmware"
        />
      </div>
    </div>
  );
}
