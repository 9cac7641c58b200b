const searchParameterBase =
  '[FHIR R4 searchparameter.html] SearchParameter.base is 1..*: a search parameter of extensions of no type has none';
const logicalModel = '[FHIR R4 sdf-4] what is not abstract has a baseDefinition: a pattern of the workflow is neither';

const emptyNarrative = '[FHIR R4 txt-2] a narrative has some content that is no white space; this div is empty';

/** Official examples (file of npm hl7.fhir.r4.examples@4.0.1) that are refused, each with the clause that it breaks. */
export const refusals: Readonly<Record<string, string>> = {
  'ActivityDefinition-blood-tubes-supply.json': emptyNarrative,
  'ActivityDefinition-heart-valve-replacement.json': emptyNarrative,
  'Bundle-dataelements.json':
    '[FHIR R4 bdl-7] a fullUrl is unique in a bundle: de-Quantity.value and others stand there three times',
  'DeviceMetric-example.json': '[FHIR R4 devicemetric.html] parent is a Device, here it is a DeviceDefinition',
  'DeviceUseStatement-example.json':
    '[FHIR R4 deviceusestatement.html] reasonReference is a Condition, Observation, DiagnosticReport, DocumentReference or Media, here it is a Procedure',
  'EventDefinition-example.json': emptyNarrative,
  'ImplementationGuide-fhir.json': '[FHIR R4 implementationguide.html] name and status are 1..1',
  'MedicationRequest-medrx0301.json':
    '[FHIR R4 medicationrequest.html] dispenseRequest.performer is an Organization, here it is a Practitioner',
  'Observation-clinical-gender.json':
    '[FHIR R4 observation.html] performer is a person or an organization, here it is an Encounter',
  'Observation-f202.json':
    '[FHIR R4 bodytemp.html] a body temperature (LOINC 8310-5) has an effective time: effective[x] is 1..1',
  'Questionnaire-qs1.json': '[FHIR R4 questionnaire.html] item.linkId is 1..1; a group of display items has none',
  'Questionnaire-zika-virus-exposure-assessment.json': emptyNarrative,
  'SearchParameter-codesystem-extensions-CodeSystem-author.json': searchParameterBase,
  'SearchParameter-codesystem-extensions-CodeSystem-effective.json': searchParameterBase,
  'SearchParameter-codesystem-extensions-CodeSystem-end.json': searchParameterBase,
  'SearchParameter-codesystem-extensions-CodeSystem-keyword.json': searchParameterBase,
  'SearchParameter-codesystem-extensions-CodeSystem-workflow.json': searchParameterBase,
  'SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject.json':
    '[FHIR R4 datatypes.html#id] an id has at most 64 characters, here 67',
  'SearchParameter-valueset-extensions-ValueSet-author.json': searchParameterBase,
  'SearchParameter-valueset-extensions-ValueSet-effective.json': searchParameterBase,
  'SearchParameter-valueset-extensions-ValueSet-end.json': searchParameterBase,
  'SearchParameter-valueset-extensions-ValueSet-keyword.json': searchParameterBase,
  'SearchParameter-valueset-extensions-ValueSet-workflow.json': searchParameterBase,
  'StructureDefinition-Definition.json': logicalModel,
  'StructureDefinition-Event.json': logicalModel,
  'StructureDefinition-FiveWs.json': logicalModel,
  'StructureDefinition-Request.json': logicalModel,
  'ig-r4.json': '[FHIR R4 implementationguide.html] name and status are 1..1',
};
