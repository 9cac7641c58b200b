/** Intervals of counts and shares, and a generator that gives the same draws each time. */

/** Numbers 0..1 from a seed: the same in every run. */
export function drawsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 95 % interval of a share [Wilson 1927]. */
export function wilson(said: number, of: number): [number, number] {
  if (of === 0) return [0, 1];
  const z = 1.96;
  const share = said / of;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

/** 95 % interval of the mean of a Poisson count, by Byar's approximation [Breslow and Day 1987, p. 69]; 0 gives [0, 3.69]. */
export function poisson(count: number): [number, number] {
  const upper = (n: number) => n * (1 - 1 / (9 * n) + 1.96 / (3 * Math.sqrt(n))) ** 3;
  const low = count === 0 ? 0 : count * (1 - 1 / (9 * count) - 1.96 / (3 * Math.sqrt(count))) ** 3;
  return [Math.max(0, low), count === 0 ? 3.69 : upper(count + 1)];
}

/** 95 % interval of any figure when the people are drawn anew, 1,000 times: rows of one person stay together. */
export function byPerson<Person>(
  people: readonly Person[],
  figure: (drawn: readonly Person[]) => number,
  seed = 11,
  rounds = 1000,
): [number, number] {
  const draw = drawsFrom(seed);
  const figures = Array.from({ length: rounds }, () =>
    figure(people.map(() => people[Math.floor(draw() * people.length)]!)),
  )
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number) => figures[Math.round(share * (figures.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/** Area under the ROC curve of scores, ties counted half. */
export function areaUnderRoc(positive: readonly number[], negative: readonly number[]): number {
  const all = [...positive.map((score) => ({ score, yes: 1 })), ...negative.map((score) => ({ score, yes: 0 }))];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]!.score === all[i]!.score) end++;
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) ranks += all[i]!.yes * rank;
  }
  const { length: yes } = positive;
  return (ranks - (yes * (yes + 1)) / 2) / (yes * negative.length);
}
