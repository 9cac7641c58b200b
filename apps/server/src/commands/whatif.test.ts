import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { defaultRules } from '@munan/detectors';
import type { WhatIfResult } from '@munan/flow';
import { ConfigError } from '../config.ts';
import { tableOf, whatIf } from './whatif.ts';
import { rulesIn, rulesWith } from './whatif-set.ts';

test('rulesWith changes what is named and nothing else', () => {
  const changed = rulesWith(defaultRules, 'pulse.fastFromPerMin=125, off=usual+routine budget.callsPerDay=12.5');
  assert.deepEqual(changed, {
    ...defaultRules,
    pulse: { ...defaultRules.pulse, fastFromPerMin: 125 },
    off: ['usual', 'routine'],
    budget: { callsPerDay: 12.5 },
  });
  assert.deepEqual(rulesWith(changed, 'off=none pulse.fastFromPerMin=131 budget.callsPerDay=none'), defaultRules);
});

test('rulesWith and rulesIn refuse what they do not understand, and say what is allowed', () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => rulesWith(defaultRules, 'pulse.fastFromPerMin'), /allowed is NAME=VALUE/],
    [() => rulesWith(defaultRules, 'pulse.fastFromPerMin=1=2'), /allowed is NAME=VALUE/],
    [() => rulesWith(defaultRules, 'pulse.fast=120'), /known are .*pulse\.fastFromPerMin/],
    [() => rulesWith(defaultRules, 'constructor.name=1'), /known are/],
    [() => rulesWith(defaultRules, '__proto__.x=1'), /known are/],
    [() => rulesWith(defaultRules, 'pulse=120'), /known are/],
    [() => rulesWith(defaultRules, 'pulse.fastFromPerMin=fast'), /no number/],
    [() => rulesWith(defaultRules, 'pulse.fastFromPerMin=none'), /no number/],
    [() => rulesWith(defaultRules, 'pulse.fastFromPerMin=9999'), /--set: pulse\.fastFromPerMin/],
    [() => rulesWith(defaultRules, 'off=usual+usual'), /--set: off/],
    [() => rulesIn('{', 'f.json'), /f\.json is no JSON/],
    [() => rulesIn('null', 'f.json'), /f\.json: the document/],
    [() => rulesIn('{"rules": {}}', 'f.json'), /f\.json: the document/],
    [() => rulesIn(JSON.stringify({ ...defaultRules, more: 1 }), 'f.json'), /f\.json/],
  ];
  for (const [attempt, message] of wrong)
    assert.throws(attempt, (error) => error instanceof ConfigError && message.test(error.message), String(message));
  assert.deepEqual(rulesIn(JSON.stringify({ version: 3, rules: defaultRules }), 'f.json'), defaultRules);
});

const folder = await mkdtemp(join(tmpdir(), 'munan-whatif-'));
after(() => rm(folder, { recursive: true, force: true }));
test('whatif asks for one of --set and --rules, and refuses a file that is not there', async () => {
  for (const args of [[], ['--set', 'off=usual', '--rules', 'x.json'], ['--rules', 'nothing.json']])
    await assert.rejects(whatIf.run([...args, '--data', folder]), ConfigError);
});

test('whatif tries rules on a data folder without a running server', async () => {
  const said: string[] = [];
  const log = console.log;
  console.log = (line: string) => said.push(line);
  try {
    assert.equal(await whatIf.run(['--data', join(folder, 'data'), '--set', 'pulse.fastFromPerMin=125']), 0);
  } finally {
    console.log = log;
  }
  assert.match(said.join('\n'), /^all +0 +0 +0 +0$/m);
});

test('tableOf has a line for each person with what is new and gone, and names the calls where asked', () => {
  const at = Date.UTC(2026, 10, 28, 3);
  const call = {
    episode: 'pulse/p1/1',
    at,
    detector: 'pulse',
    priority: 'medium',
    reason: { code: 'fast-pulse', params: { perMin: 128, minutes: 5 } },
  } as const;
  const result: WhatIfResult = {
    ...{ from: at, to: at + 86_400_000, people: 3, packets: 10 },
    before: { calls: 4, perDay: 4, byDetector: { fall: 1, silence: 3 } },
    after: { calls: 5, perDay: 5, byDetector: { fall: 1, silence: 3, pulse: 1 } },
    persons: [{ person: { id: 'p1', name: '김순자' } as never, before: 1, after: 2, new: [call], gone: [] }],
  };
  const lines = tableOf(result, false).split('\n');
  assert.equal(lines[0], '2026-11-28 12:00 to 2026-11-29 12:00, 3 people, 10 packets');
  assert.match(lines[3]!, /^김순자 +1 +2 +1 +0$/);
  assert.match(lines[4]!, /^all +4 +5 +1 +0$/);
  assert.ok(lines.some((line) => /^ {2}pulse +0 +1$/.test(line)));
  assert.match(tableOf(result, true), /\+ 2026-11-28 12:00 pulse, medium: .*128/);
});
