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

/** A question asked, a call made, a dispatch authorised, as FHIR; the same action at a later state is a new version. */
export function actionCommunication(action: Action): Communication {
  const { id, alert, subject, stepKind, by, at, state } = action;
  const contentString = fhirText(action.note);
  const sender = senderOf(by);
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

/** `plan` and `auditor` are rules, nobody; everybody else is a person or a device. */
function senderOf(by: string): string | undefined {
  if (by === 'plan' || by === 'auditor') return undefined;
  return by.startsWith('device:') ? `Device/${fhirIdOf(by.slice('device:'.length))}` : `Practitioner/${fhirIdOf(by)}`;
}
