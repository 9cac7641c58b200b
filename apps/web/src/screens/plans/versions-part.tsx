import { Button } from '@mantine/core';
import type { Plans, PlansPage, PlansVersionPage } from '@munan/flow';
import { useCentreWords, useLanguage, useNow } from '@munan/ui';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../connection/api.ts';
import { Failed } from '../../shell/waiting.tsx';
import classes from './plans.module.css';

/** Earlier plans, each with who and why; loaded, it is a draft like any other. */
export function VersionsPart({
  page,
  mayLoad,
  onLoad,
}: {
  page: PlansPage;
  mayLoad: boolean;
  onLoad: (version: number, plans: Plans) => void;
}) {
  const { formats } = useLanguage();
  const now = useNow(60_000);
  const t = useCentreWords().plans.versions;
  const fetched = useMutation({
    mutationFn: (version: number) => api.get<PlansVersionPage>(`/api/plans/versions/${version}`),
    onSuccess: ({ version, plans }) => onLoad(version, plans),
  });
  const button = (version: number) =>
    mayLoad ? (
      <Button
        variant="default"
        h={44}
        loading={fetched.isPending && fetched.variables === version}
        onClick={() => fetched.mutate(version)}
        aria-label={version === 0 ? t.loadFirst : t.loadOf(version)}
        data-testid={`load-version-${version}`}
      >
        {t.load}
      </Button>
    ) : null;
  return (
    <details className={classes.panel} data-testid="plan-versions">
      <summary className={classes.summary}>
        <h2>{t.title}</h2>
        <IconChevronDown size={22} aria-hidden />
      </summary>
      {fetched.error ? <Failed error={fetched.error} /> : null}
      <ul className={classes.versions}>
        {page.earlier.map(({ version, by, at, note }) => (
          <li key={version}>
            <span>
              <strong>{t.entry(version, by, formats.moment(at, now))}</strong>
              <span className={classes.dim}>
                {note}
                {page.unfit.includes(version) ? ` · ${t.unfit}` : ''}
              </span>
            </span>
            {page.unfit.includes(version) ? null : button(version)}
          </li>
        ))}
        <li>
          <strong>{t.first}</strong>
          {button(0)}
        </li>
      </ul>
    </details>
  );
}
