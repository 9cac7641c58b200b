import { type Communication, toInstant } from '@munan/fhir';
import type { Action } from '@munan/flow';
import { fhirIdOf, fhirText, munan } from './systems.ts';

const statuses: Record<Action['state'], Communication['status']> = {
  requested: 'in-progress',
  completed: 'completed',
  failed: 'not-done',
  overdue: 'stopped',
};

/** v3-ParticipationMode: how the person was spoken to. */
const media: Record<Action['stepKind'], { code: string; display: string }> = {
  'ask-device': { code: 'VERBAL', display: 'verbal' },
  'text-person': { code: 'WRITTEN', display: 'written' },
  'voice-call': { code: 'PHONE', display: 'telephone' },
  'operator-call': { code: 'PHONE', display: 'telephone' },
  'family-call': { code: 'PHONE', display: 'telephone' },
  'family-text': { code: 'WRITTEN', display: 'written' },
  'neighbour-call': { code: 'PHONE', display: 'telephone' },
  'nurse-visit': { code: 'FACE', display: 'face-to-face' },
  'second-operator': { code: 'WRITTEN', display: 'written' },
  manager: { code: 'WRITTEN', display: 'written' },
  dispatch: { code: 'PHONE', display: 'telephone' },
  'check-house': { code: 'WRITTEN', display: 'written' },
};

type FindRelated = (user: string, person: string) => string | undefined;

/**
 * A question asked, a call made, a dispatch authorised, as FHIR; the same action at a later state is a new version.
 * @param findRelated the id of the RelatedPerson that a user of the family is for this person
 */
export function actionCommunication(action: Action, findRelated: FindRelated = () => undefined): Communication {
  const { id, alert, subject, stepKind, by, at, state } = action;
  const contentString = fhirText(action.note);
  const sender = senderOf(by, subject, findRelated);
  return {
    resourceType: 'Communication',
    id: fhirIdOf(id),
    identifier: [{ system: munan.action, value: id }],
    status: statuses[state],
    category: [{ coding: [{ system: munan.step, code: stepKind }] }],
    medium: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode', ...media[stepKind] }] },
    ],
    subject: { reference: `Patient/${subject}` },
    about: [{ reference: `Flag/${fhirIdOf(alert)}` }],
    sent: toInstant(at),
    ...(sender && { sender: { reference: sender } }),
    ...(contentString && { payload: [{ contentString }] }),
  };
}

/** Not a device that the record has: what she says on her own page, and what anybody answers to a message. */
const noDevice = /^device:(page|message-.*)$/;

/** `plan` and `auditor` are rules, nobody; a contact without an account is nobody whom the record knows. */
function senderOf(by: string, subject: string, findRelated: FindRelated): string | undefined {
  if (by === 'message:self' || by === 'device:page' || by === 'device:message-self') return `Patient/${subject}`;
  if (by === 'plan' || by === 'auditor' || by.startsWith('message:') || noDevice.test(by)) return undefined;
  if (by.startsWith('device:')) return `Device/${fhirIdOf(by.slice('device:'.length))}`;
  const related = findRelated(by, subject);
  return related === undefined ? `Practitioner/${fhirIdOf(by)}` : `RelatedPerson/${related}`;
}
