import { type Coding, idPattern, toInstant } from '@munan/fhir';
import { type AuditInteraction, type HouseInteraction, houseInteractions } from './entry.ts';
import type { AuditRecord } from './reading.ts';

const systems = { event: 'urn:munan:audit-event', role: 'urn:munan:role', user: 'urn:munan:user' } as const;
const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
};
const restful = 'http://hl7.org/fhir/restful-interaction';
const entityType = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const entityRole = 'http://terminology.hl7.org/CodeSystem/object-role';
const profiles = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

const coded = (code: string, display: string): Coding => ({ system: dicom, code, display });
const authentication = coded('110114', 'User Authentication');
const securityAlert = coded('110113', 'Security Alert');

/** [DICOM PS3.16 CID 400, 401] what is no interaction of REST. */
const houseCodings: Record<HouseInteraction, { type: Coding; subtype: Coding[] }> = {
  login: { type: authentication, subtype: [coded('110122', 'Login')] },
  logout: { type: authentication, subtype: [coded('110123', 'Logout')] },
  'break-glass': { type: securityAlert, subtype: [coded('110127', 'Emergency Override Started')] },
  export: { type: coded('110106', 'Export'), subtype: [] },
  review: { type: coded('110101', 'Audit Log Used'), subtype: [] },
  credential: { type: securityAlert, subtype: [coded('110129', 'Security Configuration')] },
  account: { type: securityAlert, subtype: [coded('110137', 'User Security Attributes Changed')] },
  trail: { type: securityAlert, subtype: [coded('110135', 'Object Security Attributes Changed')] },
};

function isHouseInteraction(interaction: string): interaction is HouseInteraction {
  return (houseInteractions as readonly string[]).includes(interaction);
}

/** Type and subtypes of an interaction, as they are served and searched. */
export function codingsOf(interaction: string): { type: Coding; subtype: Coding[] } {
  if (isHouseInteraction(interaction)) {
    const { type, subtype } = houseCodings[interaction];
    return { type, subtype: [...subtype, { system: systems.event, code: interaction }] };
  }
  const code = { system: restful, code: interaction };
  // [BALP] a search says `search`, and may say which.
  return { type: rest, subtype: interaction === 'search-type' ? [{ system: restful, code: 'search' }, code] : [code] };
}

const actions: Partial<Record<AuditInteraction, string>> = {
  create: 'C',
  account: 'C',
  read: 'R',
  vread: 'R',
  'history-instance': 'R',
  'history-type': 'R',
  'history-system': 'R',
  review: 'R',
  update: 'U',
  patch: 'U',
  credential: 'U',
  delete: 'D',
};

/** [FHIR R4 valueset-audit-event-action] what is none of these is an execution. */
export function actionOf(interaction: string): string {
  return actions[interaction as AuditInteraction] ?? 'E';
}

const patterns: Record<string, string> = {
  C: 'Create',
  R: 'Read',
  U: 'Update',
  D: 'Delete',
};

/** The profile of BALP that the event meets: they are of what was done, not of what was refused. */
function profileOf({ interaction, outcome, persons, resource, query }: AuditRecord): string | undefined {
  if (outcome !== 0 || isHouseInteraction(interaction)) return undefined;
  const isSearch = interaction === 'search-type';
  const named = isSearch ? query !== '' : resource.includes('/');
  const pattern = isSearch ? 'Query' : patterns[actionOf(interaction)];
  if (!pattern || !named || interaction.startsWith('history')) return undefined;
  return `${profiles}${persons.length === 1 ? 'Patient' : ''}${pattern}`;
}

const outcomeTexts: Record<number, string> = { 0: 'Success', 4: 'Minor failure', 8: 'Serious failure' };

/** The AuditEvent of a row, always the same for the same row. */
export function auditEventOf(record: AuditRecord): Record<string, unknown> {
  const { interaction, outcome, purpose, reason, note, times } = record;
  const { type, subtype } = codingsOf(interaction);
  const profile = profileOf(record);
  const outcomeDesc = [note || outcomeTexts[outcome], times > 1 ? `${times} times` : ''].filter(Boolean).join('; ');
  return {
    resourceType: 'AuditEvent',
    id: String(record.seq),
    meta: { versionId: '1', lastUpdated: toInstant(record.at), ...(profile && { profile: [profile] }) },
    type,
    subtype,
    action: actionOf(interaction),
    recorded: toInstant(record.at),
    outcome: String(outcome),
    outcomeDesc,
    ...((purpose || reason) && {
      purposeOfEvent: [
        {
          ...(purpose && {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: purpose }],
          }),
          ...(reason && { text: reason }),
        },
      ],
    }),
    agent: agentsOf(record),
    source: {
      site: 'Munan',
      observer: { display: 'Munan' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    ...entitiesOf(record),
  };
}

function agentsOf({ user_id, user_name, role, client, origin }: AuditRecord): unknown[] {
  const network = origin ? { network: { address: origin, type: '2' } } : {};
  // A user of the house has a Practitioner; a family member and a token of the house's own have none of that id.
  const isPractitioner =
    ['operator', 'nurse', 'doctor', 'manager'].includes(role) && idPattern.test(user_id) && client !== 'token';
  const user = user_id && {
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
          code: 'IRCP',
          display: 'information recipient',
        },
      ],
    },
    ...(role && { role: [{ coding: [{ system: systems.role, code: role }] }] }),
    who: {
      ...(isPractitioner && { reference: `Practitioner/${user_id}` }),
      identifier: { system: systems.user, value: user_id },
      ...(user_name && { display: user_name }),
    },
    requestor: true,
    ...network,
  };
  return [
    {
      type: { coding: [coded('110153', 'Source Role ID')] },
      who: { display: client || 'unknown' },
      requestor: !user,
      ...network,
    },
    { type: { coding: [coded('110152', 'Destination Role ID')] }, who: { display: 'Munan' }, requestor: false },
    ...(user ? [user] : []),
  ];
}

function entitiesOf({ persons, resource, query, what }: AuditRecord): { entity?: unknown[] } {
  const entityOf = (type: string, role: string | undefined, rest: Record<string, unknown>) => ({
    ...rest,
    type: { system: entityType, code: type },
    ...(role && { role: { system: entityRole, code: role } }),
  });
  const entity = [
    ...persons.map((person) => entityOf('1', '1', { what: { reference: `Patient/${person}` } })),
    ...(resource.includes('/') ? [entityOf('2', '4', { what: { reference: resource } })] : []),
    ...(query
      ? [entityOf('2', '24', { description: query, query: Buffer.from(query, 'utf8').toString('base64') })]
      : []),
    ...(what ? [entityOf('4', undefined, { description: what })] : []),
  ];
  // [FHIR R4 json.html] an empty list is left out.
  return entity.length > 0 ? { entity } : {};
}
