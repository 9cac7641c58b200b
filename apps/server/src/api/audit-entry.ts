import type { AuditEntry, AuditInteraction } from '@munan/record';
import type { Asker } from '../http/asker.ts';

/** What else the trail is told of something that was seen or done. */
export type SawMore = Pick<AuditEntry, 'outcome' | 'reason' | 'purpose' | 'note' | 'resource' | 'query'> & {
  interaction?: AuditInteraction;
};

/** What the house calls its actions, and what they are to an auditor; all else is looking at something. */
const interactions: readonly [RegExp, AuditInteraction][] = [
  [/^login/, 'login'],
  [/^logout/, 'logout'],
  [/^break-glass opened/, 'break-glass'],
  [/^outcomes export/, 'export'],
  [/^(audit|access log|reviewed )/, 'review'],
  [/^device \S+ (added|revoked)$/, 'credential'],
  [/^(user|client|passkey) /, 'account'],
  [/^nurse device \S+ (enrolled|wiped|allowed)$/, 'credential'],
  [
    /^(visit saved|person enrolled|photo saved|visit answered|visit asked for|drill started|hand-over written|called for help|shift added for \S+)$/,
    'create',
  ],
  [
    /^(alert command|device \S+ assigned|facts changed|person changed$|conflict decided|conflict read|answer read|rules changed|drill ended$|plans changed|wishes changed|hand-over accepted|shift removed|reach changed|notices |message answered)/,
    'update',
  ],
  [
    /^(board|list of|break-glass search|choice for|today|visits$|devices$|nurse devices$|conflicts$|answers$|since away$|hand-over$|visit requests$|people taken along$|quarantine|family page|outcomes$|\S+ alerts$)/,
    'search-type',
  ],
];

export function auditEntry(
  asker: Pick<Asker, 'id' | 'name' | 'role' | 'origin' | 'by' | 'client'>,
  people: readonly string[],
  action: string,
  more: SawMore = {},
): AuditEntry {
  const { id, name, role, origin, by, client } = asker;
  const known = interactions.find(([form]) => form.test(action))?.[1] ?? 'read';
  return {
    interaction: known,
    ...(/ ?refused/.test(action) && { outcome: 4 as const }),
    ...(id !== '' && { who: { id, name, role } }),
    client: client ?? (by === 'cookie' ? 'screen' : 'token'),
    origin,
    people,
    ...(action !== '' && { what: action }),
    ...more,
  };
}
