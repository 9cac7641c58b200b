import { type News2Input, type News2Options, type News2Parameter, type News2Response, news2 } from './news2.ts';

/** From mild to grave. [RCP NEWS2 chart 2] */
const responses = ['routine', 'nurse', 'team', 'urgent', 'emergency'] as const satisfies readonly News2Response[];
const rankOf = (response: News2Response) => responses.indexOf(response);

/**
 * From the quickest to the slowest, by what it takes of somebody beside the person: a look, a question, an oximeter on the
 * finger for some seconds, a thermometer, breaths counted for a minute, a cuff after five minutes of rest.
 */
const byEase = [
  'onOxygen',
  'consciousness',
  'spo2Percent',
  'pulsePerMin',
  'temperatureCel',
  'respirationPerMin',
  'systolicMmHg',
] as const satisfies readonly News2Parameter[];

/** One value for every score that a parameter can have; of SpO2 on scale 2 for every pair of scores on air and on oxygen. */
const everyScore: { [P in News2Parameter]: readonly NonNullable<News2Input[P]>[] } = {
  respirationPerMin: [8, 11, 12, 21],
  spo2Percent: [83, 85, 87, 91, 92, 93, 94, 95, 96, 97],
  onOxygen: [false, true],
  systolicMmHg: [90, 91, 101, 111],
  pulsePerMin: [40, 50, 51, 111],
  consciousness: ['alert', 'confusion'],
  temperatureCel: [35, 35.1, 36.1, 39.1],
};

/**
 * What to measure next: the missing parameters, first the one that could change most what is called for. They are compared by
 * how many classes of response the parameter alone could raise what is certain; then by how many it could lower what is possible;
 * then by how many points it could take off the range; what still ties is in the order of how quickly it is measured.
 *
 * @throws RangeError when a number is not finite
 */
export function measureNext(measured: News2Input, options: News2Options = {}): News2Parameter[] {
  const now = news2(measured, options);
  const gains = now.missing.map((parameter) => {
    const known = everyScore[parameter].map((value) => news2({ ...measured, [parameter]: value }, options));
    const raises = Math.max(...known.map(({ response }) => rankOf(response))) - rankOf(now.response);
    const lowers = rankOf(now.responseMost) - Math.min(...known.map(({ responseMost }) => rankOf(responseMost)));
    const points = now.most - now.least - Math.min(...known.map(({ most, least }) => most - least));
    return { parameter, raises, lowers, points };
  });
  return gains
    .sort(
      (a, b) =>
        b.raises - a.raises ||
        b.lowers - a.lowers ||
        b.points - a.points ||
        byEase.indexOf(a.parameter) - byEase.indexOf(b.parameter),
    )
    .map(({ parameter }) => parameter);
}
