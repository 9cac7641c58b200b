import type { Role } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { IdentityTables } from './tables.ts';

export interface Who {
  id: string;
  name: string;
  role: Role;
}

/** Who there is, and who is linked to whom, as it is on disk now. */
export async function readWho(
  database: Database,
): Promise<{ users: Who[]; links: { user: string; subject: string }[] }> {
  const query = database.query.withTables<IdentityTables>();
  const users = await query.selectFrom('user_account').select(['id', 'name', 'role']).execute();
  const links = await query.selectFrom('care_link').select(['user_id', 'subject']).execute();
  return {
    users: users.map(({ id, name, role }) => ({ id, name, role: role as Role })),
    links: links.map(({ user_id, subject }) => ({ user: user_id, subject })),
  };
}
