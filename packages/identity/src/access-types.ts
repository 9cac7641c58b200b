import type { HeldType } from '@munan/fhir';

/** What a FHIR type holds decides who may read and write it. */
export type TypeClass =
  /** About patients; also what may quote or name them without being about one (Binary, Bundle, Group, List). */
  | 'clinical'
  /** Who may see whom: CareTeam and Consent. Whoever could write these could open any door. */
  | 'access'
  /** Who and what works here: practitioners, places, devices on the shelf. */
  | 'administrative'
  /** What words and forms mean. */
  | 'definition'
  | 'subscription'
  | 'audit';

const listed: Record<Exclude<TypeClass, 'clinical'>, string> = {
  access: 'CareTeam Consent',
  administrative: `Device DeviceMetric Endpoint HealthcareService InsurancePlan Location Medication
    MedicationKnowledge Organization OrganizationAffiliation Practitioner PractitionerRole Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
    SubstanceSpecification`,
  definition: `ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem CompartmentDefinition
    ConceptMap DeviceDefinition EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable ExampleScenario
    GraphDefinition ImplementationGuide Library Measure MedicinalProduct MedicinalProductAuthorization
    MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
    MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
    MessageDefinition NamingSystem ObservationDefinition OperationDefinition PlanDefinition Questionnaire
    ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis SearchParameter SpecimenDefinition
    StructureDefinition StructureMap TerminologyCapabilities TestReport TestScript ValueSet`,
  subscription: 'Subscription',
  audit: 'AuditEvent',
};

/** Each named, so that a type that is added one day belongs to no class and is refused until somebody says to which. */
const clinical = `Account AdverseEvent AllergyIntolerance Appointment AppointmentResponse Basic Binary BiologicallyDerivedProduct BodyStructure Bundle
  CarePlan ChargeItem Claim ClaimResponse ClinicalImpression Communication CommunicationRequest Composition Condition
  Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue DeviceRequest DeviceUseStatement
  DiagnosticReport DocumentManifest DocumentReference Encounter EnrollmentRequest EnrollmentResponse EpisodeOfCare
  ExplanationOfBenefit FamilyMemberHistory Flag Goal Group GuidanceResponse ImagingStudy Immunization
  ImmunizationEvaluation ImmunizationRecommendation Invoice Linkage List MeasureReport Media MedicationAdministration
  MedicationDispense MedicationRequest MedicationStatement MessageHeader MolecularSequence NutritionOrder Observation
  OperationOutcome Patient PaymentNotice PaymentReconciliation Person Procedure Provenance QuestionnaireResponse
  RelatedPerson RequestGroup ResearchStudy ResearchSubject RiskAssessment Schedule ServiceRequest Slot Specimen SupplyDelivery
  SupplyRequest Task VerificationResult VisionPrescription`;

const classes = new Map<string, TypeClass>(
  (Object.entries({ ...listed, clinical }) as [TypeClass, string][]).flatMap(([of, names]) =>
    names.split(/\s+/).map((name): [string, TypeClass] => [name, of]),
  ),
);

/** Undefined for a type that nobody has put into a class: nobody may read or write it. */
export function typeClassOf(type: HeldType | string): TypeClass | undefined {
  return classes.get(type);
}

export const typeClasses: readonly TypeClass[] = ['clinical', ...(Object.keys(listed) as TypeClass[])];
