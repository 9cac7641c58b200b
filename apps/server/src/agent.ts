import type { Agent } from '@munan/record';
import type { Asker } from './http/asker.ts';

/** Who asks, as a Provenance names her: by her resource where she has one, else by her id here. */
export function agentOf({ id, name, client }: Asker, findUser: (id: string) => { role: string } | undefined): Agent {
  const role = findUser(id)?.role;
  if (role !== undefined && role !== 'family') return { reference: `Practitioner/${id}`, display: name };
  const identifier = { system: client === undefined ? 'urn:munan:user' : 'urn:munan:client', value: client ?? id };
  return { identifier, display: name };
}
