import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type CallBrief, type RulesPage, siteZoneOffsetMinutes, type WhatIf, type WhatIfResult } from '@munan/flow';
import { ConfigError } from '../config.ts';
import { say } from '../saying.ts';
import { type Command, optionLines } from './command.ts';
import { placeOptions, readOptions } from './options.ts';
import { reachServer } from './reach.ts';
import { rulesIn, rulesWith } from './whatif-set.ts';

const own = [
  {
    name: 'set',
    value: 'NAME=VALUE',
    fallback: '',
    help: 'rules that differ, such as "pulse.fastFromPerMin=125 off=usual"',
  },
  { name: 'rules', value: 'FILE', fallback: '', help: 'or a whole document of rules, as GET /api/rules gives it' },
  { name: 'days', value: 'N', fallback: '7', help: 'how far back; the log is kept for 7 days' },
  { name: 'calls', fallback: 'false', help: 'name each call that is new or gone' },
];
const pollMs = 500;

/** Local time of the house. */
function clockOf(at: number): string {
  return new Date(at + siteZoneOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}
const columns = (name: string, ...figures: number[]) =>
  `${name.padEnd(24)}${figures.map((figure) => String(figure).padStart(8)).join('')}`;

/** What would be different: a line a person, the sums, and by detector; each call by name where `calls` is asked for. */
export function tableOf({ from, to, people, packets, before, after, persons }: WhatIfResult, calls: boolean): string {
  const call = (mark: string, { at, detector, priority, reason }: CallBrief) =>
    `  ${mark} ${clockOf(at)} ${detector}, ${priority}: ${say(reason, 'ko')}`;
  const come = persons.reduce((sum, person) => sum + person.new.length, 0);
  const gone = persons.reduce((sum, person) => sum + person.gone.length, 0);
  const detectors = [...new Set([...Object.keys(before.byDetector), ...Object.keys(after.byDetector)])].sort();
  return [
    `${clockOf(from)} to ${clockOf(to)}, ${people} people, ${packets} packets`,
    '',
    `${'calls'.padEnd(24)}${['now', 'then', 'new', 'gone'].map((head) => head.padStart(8)).join('')}`,
    ...persons.flatMap((one) => [
      columns(
        `${one.person.name}${one.person.simulated ? ' (simulated)' : ''}`,
        one.before,
        one.after,
        one.new.length,
        one.gone.length,
      ),
      ...(calls ? [...one.new.map((item) => call('+', item)), ...one.gone.map((item) => call('-', item))] : []),
    ]),
    columns('all', before.calls, after.calls, come, gone),
    `${'a day'.padEnd(24)}${before.perDay.toFixed(1).padStart(8)}${after.perDay.toFixed(1).padStart(8)}`,
    '',
    'by detector',
    ...detectors.map((name) => columns(`  ${name}`, before.byDetector[name] ?? 0, after.byDetector[name] ?? 0)),
  ].join('\n');
}

export const whatIf: Command = {
  name: 'whatif',
  summary: 'other rules, replayed on what was received: who would have been called',
  help: () =>
    [
      'munan whatif --set "pulse.fastFromPerMin=125 budget.callsPerDay=20" [options]',
      '',
      optionLines([...own, ...placeOptions]),
      '',
      'Nothing is changed by it. The rules in force and the others are replayed beside each other, from the state that every',
      'watch had at the beginning, by the functions that run live. "off=usual+routine" switches detectors off, "off=none" none.',
    ].join('\n'),
  async run(args) {
    const options = readOptions(args, own);
    const [set, file] = [options.text('set'), options.text('rules')];
    if ((set === '') === (file === '')) throw new ConfigError('give one of --set NAME=VALUE and --rules FILE');
    const days = options.number('days', 0.04, 7);
    // A file that cannot be read is known before a house is opened.
    const whole = file === '' ? undefined : rulesIn(readText(file), file);
    const reach = await reachServer(options.config);
    try {
      const rules = whole ?? rulesWith((await reach.get<RulesPage>('/api/rules')).rules, set);
      let trial = await reach.post<WhatIf>('/api/what-if', { rules, days });
      while (trial.state === 'running') {
        await wait(pollMs);
        trial = await reach.get<WhatIf>(`/api/what-if/${trial.id}`);
      }
      if (!trial.result) throw new ConfigError(trial.message ?? 'the trial failed');
      console.log(tableOf(trial.result, options.text('calls') !== 'false'));
    } finally {
      await reach.close();
    }
    return 0;
  },
};

function readText(file: string): string {
  try {
    return readFileSync(resolve(process.env.MUNAN_CWD ?? '.', file), 'utf8');
  } catch (error) {
    throw new ConfigError(`--rules ${file}: ${(error as Error).message}`);
  }
}
