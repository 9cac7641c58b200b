import { join } from 'node:path';
import { auditContract } from './audit-contract.ts';

auditContract('SQLite', async (folder) => `sqlite:${join(folder, 'munan.sqlite')}`);
