import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { accessContract } from './access-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-access-'));
after(() => rmSync(folder, { recursive: true, force: true }));

accessContract('SQLite', async () => `sqlite:${join(folder, 'munan.sqlite')}`);
