import type { Questionnaire } from '@medplum/fhirtypes';
import activities from './questionnaires/activities.json' with { type: 'json' };
import copd from './questionnaires/copd.json' with { type: 'json' };
import dementia from './questionnaires/dementia.json' with { type: 'json' };
import diabetes from './questionnaires/diabetes.json' with { type: 'json' };
import education from './questionnaires/education.json' with { type: 'json' };
import fallsRisk from './questionnaires/falls-risk.json' with { type: 'json' };
import heartFailure from './questionnaires/heart-failure.json' with { type: 'json' };
import hypertension from './questionnaires/hypertension.json' with { type: 'json' };
import medication from './questionnaires/medication.json' with { type: 'json' };
import mood from './questionnaires/mood.json' with { type: 'json' };
import orderDifference from './questionnaires/order-difference.json' with { type: 'json' };
import referral from './questionnaires/referral.json' with { type: 'json' };
import wound from './questionnaires/wound.json' with { type: 'json' };

/**
 * The forms of the house in their newest version, in the order in which they are offered. In a module of its own: who
 * only uses the functions does not carry them.
 */
export const questionnaires = [
  diabetes,
  hypertension,
  heartFailure,
  copd,
  dementia,
  wound,
  fallsRisk,
  mood,
  medication,
  activities,
  education,
  referral,
  orderDifference,
] as unknown as readonly Questionnaire[];

/** What stood before, for what was filled in on it: questionnaires/<id>@<version>.json. */
export const supersededQuestionnaires: readonly Questionnaire[] = [];

/** A form in a version; without one the newest. */
export function findQuestionnaire(id: string, version?: string): Questionnaire | undefined {
  return [...questionnaires, ...supersededQuestionnaires].find(
    (form) => form.id === id && (version === undefined || form.version === version),
  );
}
