/** The `munan` command line. */
import { commands, findCommand } from './commands/index.ts';
import { ConfigError } from './config.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  // Type stripping and node:sqlite are in 24; an older Node got here when npm could not install the packaged one.
  console.error(`munan: Node ${process.version} runs, Node 24 is needed; run "npm install" again, or install Node 24`);
  process.exit(1);
}

const usage = (): string =>
  [
    'munan COMMAND [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}`),
    '',
    'munan COMMAND --help tells its options.',
  ].join('\n');

const args = process.argv.slice(2);
if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
  console.log(usage());
  process.exit(args.length === 0 ? 2 : 0);
}
const found = findCommand(args);
if (!found) {
  console.error(`munan: there is no command "${args[0]}"; known are ${commands.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
if (found.args.includes('--help')) {
  console.log(`${found.command.summary}\n\n${found.command.help()}`);
  process.exit(0);
}
try {
  process.exitCode = await found.command.run(found.args);
} catch (error) {
  const { message } = error as Error;
  console.error(`munan ${found.command.name}: ${message.split('\n')[0]}`);
  if (process.env.MUNAN_DEBUG) console.error(error);
  // Something half open must not keep a command that has failed alive.
  process.exit(error instanceof ConfigError ? 2 : 1);
}
