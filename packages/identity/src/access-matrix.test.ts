import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HeldType, heldTypes } from '@munan/fhir';
import type { Role } from '@munan/flow';
import { type AccessSubject, decide } from './access.ts';
import { actions, type FhirAction, fhirActions, type ScreenAction, screenActions } from './access-table.ts';
import { resourceScopes } from './scopes.ts';
import { roles } from './tokens.ts';

/** The policy as people agreed on it; written by hand, and compared with the code in every cell. */

/** Of whom: her own people, others, all; `-` nobody. Order: operator, nurse, doctor, manager, family, person, service. */
const screens: Record<ScreenAction, string> = {
  'person.read': 'all own all all - - -',
  'series.read': 'all own all all - - -',
  'alerts.read': 'all own all all - - -',
  'alerts.command': 'all - - - - - -',
  'visits.read': 'all own all all - - -',
  'visits.write': '- own - - - - -',
  'visits.ask': 'all - all - - - -',
  'visits.answer': '- - all - - - -',
  'facts.write': '- own all all - - -',
  'family.read': '- - - - agreed - -',
  'people.manage': '- - - all - - -',
  'devices.manage': '- - - all - - -',
  'users.manage': '- - - all - - -',
  'access-log.read': '- - - all - - -',
  'break-glass.ask': 'all all all - - - -',
  'break-glass.review': '- - - all - - -',
  'rules.read': 'all - all all - - -',
  'budget.write': 'all - - all - - -',
  'rules.write': '- - - all - - -',
  'plans.read': 'all - all all - - -',
  'plans.write': '- - - all - - -',
  'shifts.read': 'all all all all - - -',
  'shifts.write': '- - - all - - -',
  'desk.read': 'all - - all - - -',
  'desk.work': 'all - - - - - -',
  'channels.read': 'all - - all - - -',
  'outcomes.read': 'all - all all - - -',
  'drill.read': 'all - - all - - -',
  'drill.run': '- - - all - - -',
  'wishes.write': 'all own - all - - -',
  'own.read': '- - - - - own -',
  'own.write': '- - - - - own -',
  'push.write': 'all all all all all all -',
};

const named = {
  whoSeesWhom: 'CareTeam Consent',
  house: `Device DeviceMetric Endpoint HealthcareService InsurancePlan Location Medication
    MedicationKnowledge Organization OrganizationAffiliation Practitioner PractitionerRole Substance SubstanceNucleicAcid
    SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification`,
  words: `ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem CompartmentDefinition
    ConceptMap DeviceDefinition EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable ExampleScenario
    GraphDefinition ImplementationGuide Library Measure MedicinalProduct MedicinalProductAuthorization
    MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
    MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
    MessageDefinition NamingSystem ObservationDefinition OperationDefinition PlanDefinition Questionnaire
    ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis SearchParameter SpecimenDefinition
    StructureDefinition StructureMap TerminologyCapabilities TestReport TestScript ValueSet`,
  subscriptions: 'Subscription',
  trail: 'AuditEvent',
};
type Kind = keyof typeof named | 'patients';
const kindOf = new Map<string, Kind>(
  (Object.entries(named) as [Kind, string][]).flatMap(([kind, types]) =>
    types.split(/\s+/).map((type): [string, Kind] => [type, kind]),
  ),
);

/** `read/write`, each: `all`, `own` people only, `open` own people and what is about nobody, `-` nothing. */
const record: Record<Kind, string> = {
  // operator, nurse, doctor, manager, family, person, service (with every scope)
  patients: 'all/- own/own all/all all/all -/- -/- all/all',
  whoSeesWhom: 'all/- own/- all/- all/all -/- -/- all/-',
  house: 'all/- open/- all/- all/all -/- -/- all/-',
  words: 'all/- open/- all/- all/all -/- -/- all/-',
  subscriptions: '-/- -/- -/- all/all -/- -/- all/all',
  trail: '-/- -/- -/- all/- -/- -/- -/-',
};
const exporting = new Set<Role>(['manager', 'service']);
const writing = new Set<FhirAction>(['create', 'update', 'patch', 'delete']);

const everyScope = resourceScopes(['system/*.cruds']);
const whose = { own: ['mine'], other: ['hers'], both: ['mine', 'hers'], nobody: [] } as const;
type Whose = keyof typeof whose;

function subjectOf(role: Role): AccessSubject {
  return {
    role,
    people: new Set(role === 'nurse' || role === 'family' || role === 'person' ? ['mine'] : []),
    ...(role === 'service' && { scopes: everyScope }),
  };
}

const reached = (word: string, of: Whose): boolean =>
  word === 'all' || (word === 'own' && of === 'own') || (word === 'open' && (of === 'own' || of === 'nobody'));

function wordFor(role: Role, type: HeldType, action: FhirAction): string {
  const cell = record[kindOf.get(type) ?? 'patients'].split(' ')[roles.indexOf(role)] ?? '-/-';
  if (action === '$export' && !exporting.has(role)) return '-';
  return cell.split('/')[writing.has(action) ? 1 : 0] ?? '-';
}

test('decide is the policy for every role, every type held, every interaction, and own, other, both and nobody', () => {
  let cells = 0;
  const wrong: string[] = [];
  for (const role of roles)
    for (const type of heldTypes)
      for (const action of fhirActions)
        for (const who of Object.keys(whose) as Whose[]) {
          cells++;
          const isAllowed = decide(subjectOf(role), action, { type, patients: whose[who] }).allowed;
          if (isAllowed !== reached(wordFor(role, type, action), who)) wrong.push(`${role} ${action} ${type} ${who}`);
        }
  assert.deepEqual(wrong, []);
  assert.equal(cells, roles.length * heldTypes.length * fhirActions.length * 4);
  assert.deepEqual(
    [...kindOf.keys()].filter((type) => !(heldTypes as readonly string[]).includes(type)),
    [],
  );
});

test('decide is the policy for every role and every action of the screens', () => {
  assert.deepEqual(Object.keys(screens).sort(), [...screenActions].sort());
  assert.equal(actions.length, screenActions.length + fhirActions.length);
  for (const action of screenActions)
    roles.forEach((role, at) => {
      const word = screens[action].split(' ')[at] as string;
      const agreed: AccessSubject = { ...subjectOf(role), consents: new Map([['mine', new Set(['status'])]]) };
      delete (agreed as { scopes?: unknown }).scopes;
      for (const who of ['own', 'other', 'both'] as const) {
        const wanted = word === 'agreed' ? who === 'own' : reached(word, who);
        const name = `${role} ${action} ${who}`;
        assert.equal(decide(agreed, action, { patients: whose[who] }).allowed, wanted, name);
        // Without a consent a family member sees nothing; with scopes nobody sees a screen.
        if (word === 'agreed')
          assert.ok(!decide({ ...agreed, consents: new Map() }, action, { patients: whose[who] }).allowed);
        assert.ok(!decide({ ...agreed, scopes: everyScope }, action, { patients: whose[who] }).allowed, name);
      }
    });
});

test('decide lets break-glass open six actions of the screens, and nothing of the FHIR door', () => {
  const opened = 'person.read series.read alerts.read alerts.command visits.read visits.write facts.write'.split(' ');
  for (const role of roles)
    for (const action of actions) {
      const shut = { ...subjectOf(role), refusedBy: new Set(['hers']) };
      const subject = { ...shut, grants: new Map([['hers', 'why']]) };
      const resource = { patients: ['hers'], type: 'Observation' };
      const before = decide(shut, action, resource).allowed;
      const after = decide(subject, action, resource);
      const word = action in screens ? screens[action as ScreenAction].split(' ')[roles.indexOf(role)] : '-';
      const isOpened = opened.includes(action) && word !== '-';
      assert.equal(after.allowed, before || isOpened, `${role} ${action}`);
      if (isOpened) assert.deepEqual(after, { allowed: true, by: 'break-glass' }, `${role} ${action}`);
    }
});

test('decide honours a refusal of a named user for every role but where the programme is run', () => {
  const beside = [
    'people.manage devices.manage users.manage access-log.read break-glass.ask break-glass.review',
    'rules.read budget.write rules.write plans.read plans.write shifts.read shifts.write desk.read desk.work',
    'channels.read drill.read drill.run push.write',
  ]
    .join(' ')
    .split(' ');
  for (const role of roles)
    for (const action of actions) {
      const subject = { ...subjectOf(role), people: new Set(['mine']), refusedBy: new Set(['mine']) };
      const isAllowed = decide(subject, action, { patients: ['mine'], type: 'Observation' }).allowed;
      if (action === 'family.read') continue; // her consent says what she sees: see consent.test.ts
      const wanted =
        beside.includes(action) && screens[action as ScreenAction].split(' ')[roles.indexOf(role)] === 'all';
      assert.equal(isAllowed, wanted, `${role} ${action}`);
    }
});

test('decide hides what is restricted and very restricted from the roles that have no need of it', () => {
  const hidden: Record<Role, string> = {
    operator: 'R V',
    nurse: 'V',
    doctor: '',
    manager: 'V',
    family: 'R V N',
    person: 'R V N',
    service: 'R V',
  };
  for (const role of roles)
    for (const label of ['N', 'R', 'V']) {
      const decision = decide(subjectOf(role), 'read', { type: 'Observation', patients: ['mine'], labels: [label] });
      assert.equal(decision.allowed, !hidden[role].includes(label), `${role} ${label}`);
      if (role !== 'family' && role !== 'person' && !decision.allowed) assert.equal(decision.reason, 'sensitivity');
    }
});

test('no role gives an employer anything about anybody', () => {
  const employer = { ...subjectOf('doctor'), role: 'employer' as Role, people: new Set(['mine']) };
  for (const action of actions)
    for (const type of heldTypes)
      assert.ok(!decide(employer, action, { type, patients: ['mine'] }).allowed, `${action} ${type}`);
});
