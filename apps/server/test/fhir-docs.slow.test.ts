import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bearer } from './house-for-tests.ts';
import { ServerProcess } from './server-for-tests.ts';

const root = join(import.meta.dirname, '../../..');

/**
 * The shell examples of docs/fhir.md, in order, against a demonstration. Every curl must succeed, but after a line
 * `# answers 412` it must answer just that. TOKEN and FHIR are set by the test, as the first example sets them by hand.
 */
function examples(): { heading: string; script: string }[] {
  const found: { heading: string; script: string }[] = [];
  let heading = '';
  let script: string[] | undefined;
  for (const line of readFileSync(join(root, 'docs/fhir.md'), 'utf8').split('\n')) {
    if (script && line === '```') {
      found.push({ heading, script: script.join('\n') });
      script = undefined;
    } else if (script) script.push(line);
    else if (line === '```sh') script = [];
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
  }
  return found;
}

/** `curl` as the examples call it: quiet, and an error of HTTP is an error unless it was announced. */
const prelude = `set -euo pipefail
curl() {
  local wanted="\${ANSWERS:-}"; ANSWERS=
  if [ -n "$wanted" ]; then
    local status; status=$(command curl --silent --show-error --output /dev/null --write-out '%{http_code}' "$@")
    [ "$status" = "$wanted" ] || { echo "answered $status, not $wanted: $*" >&2; exit 1; }
  else
    command curl --silent --show-error --fail-with-body "$@" || { echo "failed: $*" >&2; exit 1; }
  fi
}
`;

describe('the examples of docs/fhir.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'munan-docs-'));
  const server = new ServerProcess(folder, { demonstration: true });
  let env: NodeJS.ProcessEnv;

  before(async () => {
    const { http } = await server.ready();
    const token = async (role: 'doctor' | 'manager') => (await bearer(folder, role)).replace('Bearer ', '');
    env = {
      ...process.env,
      FHIR: `${http}/fhir/R4`,
      TOKEN: await token('doctor'),
      MANAGER: await token('manager'),
    };
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const all = examples();
  it('are there', () => assert.ok(all.length > 0));
  for (const { heading, script } of all) {
    it(`work: ${heading}`, async () => {
      // How one gets a token is shown once and done here by the test.
      const run = script.replaceAll(/^(TOKEN|FHIR|MANAGER)=.*$/gm, '').replaceAll(/^# answers (\d+)$/gm, 'ANSWERS=$1');
      const shell = spawn('bash', ['-c', prelude + run], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [shell.stdout, shell.stderr])
        stream.on('data', (piece) => {
          said += piece;
        });
      const [code] = (await once(shell, 'close')) as [number];
      assert.equal(code, 0, said.slice(-3000));
    });
  }
});
