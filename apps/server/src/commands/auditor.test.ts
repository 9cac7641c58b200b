import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConfigError } from '../config.ts';
import { auditorCommand } from './auditor.ts';

const wrong: [name: string, args: string[], sentence: RegExp][] = [
  ['no database', [], /--database-url is missing; the embedded database belongs to the server/],
  [
    'SQLite',
    ['--database-url', 'sqlite:/tmp/x'],
    /begins with "sqlite:\/tmp\/"; .*embedded database belongs to the server/,
  ],
  ['a data folder', ['--data', '/tmp'], /Unknown option '--data'/],
  [
    'a heartbeat by mail',
    ['--database-url', 'postgres://a@b/c', '--heartbeat-url', 'mailto:x@y.example'],
    /--heartbeat-url is "mailto:x@y.example"; allowed is https:/,
  ],
];
for (const [name, args, sentence] of wrong)
  it(`munan auditor refuses ${name}`, async () => {
    await assert.rejects(
      auditorCommand.run(args),
      (error) => error instanceof ConfigError && sentence.test(error.message) && !error.message.includes('\n'),
    );
  });
