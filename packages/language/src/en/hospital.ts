export const hospital = {
  title: 'Visits',
  hint: 'What a nurse saves appears at the top at once.',
  count: (shown: number, all: number) =>
    shown === all ? `Latest ${all} visits` : `${shown} of the latest ${all} visits`,
  filter: 'Find by name',
  filterHint: 'e.g. Kim',
  alertsFirst: 'Open alerts first',
  empty: 'No visit has been saved yet.',
  noMatch: 'No visit of anybody by this name.',
  fresh: 'New visit',
  freshAbove: (count: number) => (count === 1 ? '1 new visit above' : `${count} new visits above`),
  visitedBy: (nurse: string) => `by ${nurse}`,
  remarks: 'Remarks',
  stateNow: 'State now',
  missing: (what: string) => `Missing: ${what}`,
};
