import type { AuditEntry, AuditInteraction, Interaction, Seen, SeenMore } from '@munan/record';
import type { House } from '../house.ts';
import type { Asker } from '../http/asker.ts';
import { auditEntry } from './audit-entry.ts';
import { byGrant } from './gate.ts';

/** What the FHIR door says of an answer. */
export interface FhirSeen extends Omit<Seen, 'type'>, SeenMore {
  type?: string;
  reason?: string;
}

/** Into the trail: in the transaction of what was written, else on disk when it resolves. What a bundle did is told one by one. */
export function auditFhir(
  house: Pick<House, 'audit' | 'accessOf' | 'decide'>,
  asker: Asker,
  seen: FhirSeen,
): Promise<void> {
  const { parts, open, reason } = seen;
  const all: readonly FhirSeen[] = parts && parts.length > 0 ? parts : [seen];
  const entries = all.flatMap((one) =>
    byGrant(house, asker, one.patients).map(({ some, why }) => ({
      ...entryOf(asker, { ...one, patients: some }, reason),
      ...why,
    })),
  );
  return open ? house.audit.writeWithin(open, entries) : house.audit.write(entries);
}

function entryOf(asker: Asker, { interaction, type, patients, stored, query }: FhirSeen, reason?: string): AuditEntry {
  const resource = stored ? `${stored.type}/${stored.id}/_history/${stored.version}` : type;
  return auditEntry(asker, patients, interaction.startsWith('$') ? interaction : '', {
    interaction: auditInteractionOf(interaction),
    outcome: 0,
    ...(resource && { resource }),
    ...(query !== undefined && { query }),
    ...(reason !== undefined && { reason }),
  });
}

function auditInteractionOf(interaction: Interaction): AuditInteraction {
  if (interaction === '$export') return 'export';
  return interaction.startsWith('$') ? 'operation' : (interaction as Exclude<Interaction, `$${string}`>);
}
