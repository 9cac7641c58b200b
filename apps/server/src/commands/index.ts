import { auditArchive } from './audit-archive.ts';
import { auditVerify } from './audit-verify.ts';
import { auditorCommand } from './auditor.ts';
import { clientAdd } from './client-add.ts';
import type { Command } from './command.ts';
import { deviceAdd } from './device-add.ts';
import { reindexCommand } from './reindex.ts';
import { replay } from './replay.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { token } from './token.ts';
import { userAdd } from './user-add.ts';
import { whatIf } from './whatif.ts';

export const commands: readonly Command[] = [
  serve,
  replay,
  simulate,
  deviceAdd,
  userAdd,
  clientAdd,
  auditVerify,
  auditArchive,
  auditorCommand,
  reindexCommand,
  whatIf,
  token,
];

/** The command that the words name, longest name first, and what is left of the words. */
export function findCommand(args: readonly string[]): { command: Command; args: string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const command = commands.find((known) => known.name === name);
    if (command) return { command, args: args.slice(words) };
  }
  return undefined;
}
