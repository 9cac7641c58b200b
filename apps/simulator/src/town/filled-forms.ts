import type { VisitEntry } from '@munan/flow';
import type { Resident } from './resident.ts';

type Forms = NonNullable<VisitEntry['forms']>;

/** The version of the house's forms that the town's nurses filled in. */
const version = '1.0.0';

/** What a nurse of the town wrote on the forms of a visit: of her person's conditions, and the minutes of what she did. */
export function filledForms(person: Resident, random: () => number): Forms {
  const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)] as T;
  const has = (condition: string): boolean => person.conditions.some((known) => known.includes(condition));
  const forms: Forms = {};
  if (has('고혈압'))
    forms.hypertension = {
      version,
      answers: {
        alarm: ['none'],
        dizzy: pick('no', 'no', 'sometimes'),
        monitoring: pick('daily', 'weekly', 'rarely'),
        missed: pick('none', 'none', 'some'),
        'side-effects': ['none'],
        salt: pick('little', 'usual', 'usual'),
        smoking: 'never',
        alcohol: 'none',
        exercise: pick('most-days', 'some', 'none'),
      },
    };
  if (has('당뇨')) {
    const isFoot = has('당뇨발');
    forms.diabetes = {
      version,
      answers: {
        monitoring: pick('daily', 'weekly'),
        hypoglycaemia: 'none',
        hyperglycaemia: false,
        'treatment-kind': has('당뇨발') ? ['tablets', 'insulin'] : ['tablets'],
        ...(has('당뇨발') ? { 'insulin-technique': 'good' } : {}),
        missed: pick('none', 'none', 'some'),
        eyes: true,
        'foot-left-skin': [isFoot ? 'callus' : 'sound'],
        'foot-left-deformity': false,
        'foot-left-pulse': 'both',
        'foot-right-skin': [pick('sound', 'dry')],
        'foot-right-deformity': false,
        'foot-right-pulse': 'both',
        'foot-history': isFoot,
        'foot-care': ['looks', 'shoes'],
      },
    };
  }
  forms.activities = {
    version,
    answers: {
      medication: pick(5, 8, 10),
      basic: pick(5, 10),
      ...(has('치매') ? { cognition: 10 } : {}),
      ...(has('당뇨') ? { 'diabetic-foot': 5 } : {}),
      ...(has('COPD') || has('천식') ? { respiration: 8 } : {}),
    },
  };
  return forms;
}
