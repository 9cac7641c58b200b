import * as alertRules from '@munan/alerts';
import * as detectors from '@munan/detectors';
import type { Clock, Log } from '@munan/runtime';
import type { Series } from '@munan/series';
import type { People } from '../people/people.ts';
import type { HouseRules } from '../rules/rules.ts';
import type { WatchedSettings } from '../watch/settings.ts';
import { WhatIfJobs } from '../whatif/jobs.ts';
import type { Snapshots } from '../whatif/snapshots.ts';

/** Trials of other rules with the functions that run live, on the log and the snapshots of this house. */
export function openWhatIf(needs: {
  snapshots: Snapshots;
  series: Pick<Series, 'packets' | 'end'>;
  people: People;
  settings: WatchedSettings;
  rules: HouseRules;
  clock: Clock;
  log: Log;
}) {
  const { snapshots, series, people, settings, rules, clock, log } = needs;
  return new WhatIfJobs({
    functions: { ...detectors, ...alertRules },
    snapshots,
    packetsAfter: (after) => series.packets({ after }),
    logEnd: () => series.end(),
    people: () => Array.from(people.all(), ({ id }) => id),
    settingsOf: (subject) => settings.of(subject),
    rules: () => rules.current.rules,
    clock,
    log,
  });
}
