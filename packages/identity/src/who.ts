import type { Role } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { IdentityTables } from './tables.ts';

export interface Who {
  id: string;
  name: string;
  role: Role;
}

/** Who there is, with those whose account was closed apart, and who is linked to whom, as it is on disk now. */
export async function readWho(
  database: Database,
): Promise<{ users: Who[]; closed: Who[]; links: { user: string; subject: string }[] }> {
  const query = database.query.withTables<IdentityTables>();
  const users = await query.selectFrom('user_account').select(['id', 'name', 'role', 'closed']).execute();
  const links = await query.selectFrom('care_link').select(['user_id', 'subject']).execute();
  const whoOf = ({ id, name, role }: (typeof users)[number]): Who => ({ id, name, role: role as Role });
  return {
    users: users.filter(({ closed }) => closed === null).map(whoOf),
    closed: users.filter(({ closed }) => closed !== null).map(whoOf),
    links: links.map(({ user_id, subject }) => ({ user: user_id, subject })),
  };
}
