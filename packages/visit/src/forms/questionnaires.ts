import type { Questionnaire } from '@medplum/fhirtypes';
import mood from './questionnaires/mood.json' with { type: 'json' };
import wound from './questionnaires/wound.json' with { type: 'json' };

/** The forms of the house in their newest version. In a module of its own: who only uses the functions does not carry them. */
export const questionnaires = [mood, wound] as unknown as readonly Questionnaire[];
