import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DayPerson, type DayWanted, distanceM, planDay } from './day.ts';

const dayMs = 86_400_000;
const day = '2026-11-28';
/** Midnight in Korea. */
const midnight = Date.UTC(2026, 10, 27, 15);
const nine = midnight + 9 * 3_600_000;
const start = { latitude: 35.2, longitude: 128.6 };
/** So many metres north of the start. */
const north = (metres: number) => ({ latitude: 35.2 + metres / 111_195, longitude: 128.6 });
const visited = (days: number): number[] => [midnight - days * dayMs + 3_600_000];
const person = (id: string, more: Partial<DayPerson> = {}): DayPerson => ({
  id,
  programme: 'intensive',
  visits: visited(15),
  signs: [],
  ...more,
});
const plan = (people: DayPerson[], more: Partial<DayWanted> = {}) =>
  planDay({ day, midnight, now: nine, start, most: 8, people, ...more });
const order = (people: DayPerson[], more: Partial<DayWanted> = {}): string =>
  plan(people, more)
    .stops.map((stop) => stop.person)
    .join(' ');
const codes = (stop: { why: { code: string }[] } | undefined): string[] => stop?.why.map(({ code }) => code) ?? [];
const low = { reason: { code: 'low-oxygen-night', params: { percent: 84 } }, weight: 120 };
const alarm = { reason: { code: 'fall' }, weight: 400 };

test('planDay puts risk before way, and within a band of risk the shorter way', () => {
  const people = [
    person('far', { location: north(6000) }),
    person('near', { location: north(1000) }),
    person('middle', { location: north(3000) }),
    person('low', { location: north(9000), signs: [low] }),
    person('fallen', { location: north(12_000), signs: [alarm] }),
  ];
  assert.equal(order(people), 'fallen low far middle near');
});

test('planDay says why in a line: the gravest first, the place in the order last', () => {
  const [first, second] = plan([
    person('low', { location: north(2000), signs: [low] }),
    person('end', { location: north(5000), visits: visited(4), signs: [{ ...low, weight: 90 }] }),
  ]).stops;
  assert.deepEqual(codes(first), ['low-oxygen-night', 'visit-overdue', 'on-the-way']);
  assert.deepEqual(first?.why[1]?.params, { days: 15, every: 11 });
  assert.deepEqual(codes(second), ['low-oxygen-night', 'visit-due']);
  assert.equal(second?.wayM, Math.round(distanceM(north(2000), north(5000)) * 1.35));
});

test('planDay fills the time before a promised visit with what fits, the gravest first, and keeps the promise', () => {
  const people = [
    person('promised', { location: north(2000), promised: '10:30' }),
    person('close', { location: north(500) }),
    // 20 km and back by road are more than an hour: she would be late.
    person('distant', { location: north(20_000), signs: [low] }),
  ];
  assert.equal(order(people), 'close promised distant');
  assert.equal(order(people, { now: nine + 70 * 60_000 }), 'promised distant close', 'at ten past ten nothing fits');
  assert.equal(
    order(people, { now: nine + 9 * 3_600_000 }),
    'promised distant close',
    'a promise that has passed comes first',
  );
});

test('promised visits stand in the order of their times, however many there are and wherever they lie', () => {
  const people = ['15:00', '09:30', '11:00', '10:10'].map((promised, index) =>
    person(promised, { promised, location: north(index * 4000) }),
  );
  assert.equal(order(people, { most: 1 }), '09:30 10:10 11:00 15:00');
});

test('planDay takes what is grave or asked for first when the day is full, and tells the rest later, gravest first', () => {
  const people = [
    ...Array.from({ length: 6 }, (_, index) => person(`due-${index}`, { visits: visited(12 + index) })),
    person('asked', { visits: visited(2), asked: { by: '박의사', at: nine, note: '상처' } }),
    person('fallen', { visits: visited(2), signs: [alarm] }),
    person('new', { visits: [] }),
  ];
  const { stops, later } = plan(people, { most: 3 });
  assert.deepEqual(
    stops.map((stop) => stop.person),
    ['fallen', 'asked', 'new'],
  );
  assert.deepEqual(
    later.map((stop) => stop.person),
    ['due-5', 'due-4', 'due-3', 'due-2', 'due-1', 'due-0'],
  );
  assert.deepEqual(stops[1]?.asked, { by: '박의사', at: nine, note: '상처' });
  assert.deepEqual(codes(stops[1]).slice(0, 1), ['visit-asked']);
});

test('what is asked for by a later day, planned for one, or due within the week is told under later', () => {
  const { stops, later } = plan([
    person('asked', { visits: visited(2), asked: { by: 'a', at: nine, dueDay: '2026-12-01' } }),
    person('planned', { visits: visited(9), planned: '2026-11-30' }),
    person('week', { visits: visited(5) }),
    person('nothing', { visits: visited(2) }),
    person('months', { visits: visited(40), programme: 'regular' }),
  ]);
  assert.deepEqual(stops, []);
  assert.deepEqual(later.map((stop) => stop.person).sort(), ['asked', 'planned', 'week']);
});

test('a planned day that has passed speaks louder than one that is today, and asked for by a day that is no date is due', () => {
  const { stops } = plan([
    person('today', { visits: visited(3), planned: day }),
    person('missed', { visits: visited(3), planned: '2026-11-26' }),
    person('odd', { visits: visited(3), asked: { by: 'a', at: nine, dueDay: 'soon' } }),
  ]);
  const risk = (id: string) => stops.find((stop) => stop.person === id)?.risk ?? 0;
  assert.equal(stops.length, 3);
  assert.ok(risk('missed') > risk('today'));
});

test('planDay fills free places with what would be due within three days, and not with what is due in a week', () => {
  const people = [person('soon', { visits: visited(9) }), person('week', { visits: visited(6) })];
  assert.equal(order(people), 'soon');
  assert.equal(order([...people, person('over')], { most: 1 }), 'over');
});

test('a visit that is done stays on the list, first, with the reason for which it was made, and its place is where the way goes on', () => {
  const { stops } = plan([
    person('later', { location: north(3000) }),
    person('done', { location: north(9000), done: 'v1', visits: [nine - 3_600_000, ...visited(15)] }),
    person('second', { location: north(8000) }),
  ]);
  assert.deepEqual(
    stops.map((stop) => stop.person),
    ['done', 'second', 'later'],
  );
  assert.equal(stops[0]?.done, 'v1');
  assert.deepEqual(codes(stops[0]), ['visit-overdue']);
});

test('byHand wins for whom it names; a promise that it does not name is put where it can be kept', () => {
  const people = [
    person('a', { location: north(1000) }),
    person('b', { location: north(9000), signs: [alarm] }),
    person('c', { location: north(2000) }),
    person('promised', { location: north(2500), promised: '10:00' }),
    person('added', { visits: visited(1) }),
  ];
  const made = plan(people, { byHand: ['c', 'a', 'added', 'nobody', 'b'] });
  assert.equal(made.byHand, true);
  assert.deepEqual(
    made.stops.map((stop) => stop.person),
    ['c', 'promised', 'a', 'added', 'b'],
  );
  assert.deepEqual(codes(made.stops[3]), ['visit-by-hand']);
  assert.equal(plan(people).byHand, false);
  assert.equal(plan(people, { byHand: ['nobody'] }).byHand, false);
});

test('what is grave and is not in the order put by hand comes before it, what is not grave behind it', () => {
  const people = [person('a'), person('b'), person('due'), person('fallen', { signs: [alarm] })];
  assert.equal(order(people, { byHand: ['b', 'a'] }), 'fallen b a due');
  assert.equal(order(people, { byHand: ['b', 'a', 'fallen'] }), 'b a fallen due', 'what she put herself stands');
});

test('planDay knows a road that is not straight', () => {
  const side = (place: { latitude: number }) => place.latitude > north(1650).latitude;
  const river: DayWanted['road'] = (from, to) => (side(from) === side(to) ? undefined : 30_000);
  const people = [person('across', { location: north(1800) }), person('this-side', { location: north(500) })];
  assert.equal(order(people, { start: north(1500) }), 'across this-side');
  assert.equal(order(people, { start: north(1500), road: river }), 'this-side across');
});

const clock = fc
  .integer({ min: 0, max: 1439 })
  .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const anyDay = fc
  .integer({ min: -5, max: 12 })
  .map((days) => new Date(midnight + 9 * 3_600_000 + days * dayMs).toISOString().slice(0, 10));
const anyPerson: fc.Arbitrary<Omit<DayPerson, 'id'>> = fc.record({
  programme: fc.constantFrom('intensive', 'regular', 'self'),
  location: maybe(
    fc.record({
      latitude: fc.double({ min: 35.1, max: 35.3, noNaN: true }),
      longitude: fc.double({ min: 128.5, max: 128.8, noNaN: true }),
    }),
  ),
  visits: fc.array(
    fc.integer({ min: -200, max: 2 }).map((days) => midnight + days * dayMs),
    { maxLength: 5 },
  ),
  promised: maybe(fc.oneof({ weight: 6, arbitrary: clock }, fc.constantFrom('', '25:00', '9:00'))),
  planned: maybe(fc.oneof({ weight: 6, arbitrary: anyDay }, fc.constant('soon'))),
  asked: maybe(fc.record({ by: fc.string({ maxLength: 4 }), at: fc.constant(nine), dueDay: maybe(anyDay) })),
  signs: fc.array(
    fc.record({ reason: fc.constant({ code: 'fall' }), weight: fc.constantFrom(0, 30, 60, 200, 400, Number.NaN) }),
    { maxLength: 2 },
  ),
  done: maybe(fc.constant('visit-1')),
});
const anyDayWanted: fc.Arbitrary<DayWanted> = fc
  .record({
    people: fc
      .array(anyPerson, { maxLength: 20 })
      .map((people) => people.map((one, index) => ({ ...one, id: `p${index}` }))),
    most: fc.integer({ min: 0, max: 12 }),
    now: fc.integer({ min: 0, max: 1439 }).map((minutes) => midnight + minutes * 60_000),
    byHand: maybe(
      fc.uniqueArray(
        fc.integer({ min: 0, max: 25 }).map((index) => `p${index}`),
        { maxLength: 8 },
      ),
    ),
    start: maybe(fc.constant(start)),
  })
  .map((made) => ({ day, midnight, ...made }));

test('planDay puts everybody into exactly one list or none, never loses whom somebody asked for or promised, and fills no day beyond what it must', () => {
  fc.assert(
    fc.property(anyDayWanted, (wanted) => {
      const { stops, later } = planDay(wanted);
      const today = stops.map((stop) => stop.person);
      const listed = [...today, ...later.map((stop) => stop.person)];
      assert.equal(new Set(listed).size, listed.length, 'somebody is listed twice');
      const named = new Set(wanted.byHand);
      let must = 0;
      for (const one of wanted.people) {
        if (one.asked) assert.ok(listed.includes(one.id), 'asked for, and lost');
        if (one.signs.length > 0) assert.ok(listed.includes(one.id), 'a sign, and lost');
        const promised = /^\d\d:/.test(one.promised ?? '') && one.promised !== '25:00';
        if (promised || one.done !== undefined || named.has(one.id)) {
          must++;
          assert.ok(today.includes(one.id), 'promised, done or put by hand, and not of today');
        }
      }
      assert.ok(today.length <= Math.max(must, wanted.most));
      for (const stop of [...stops, ...later])
        assert.ok(stop.why.length > 0 && Number.isFinite(stop.risk), stop.person);
    }),
    { numRuns: 400 },
  );
});

test('planDay keeps the order of promised times and the order put by hand, and gives the same plan for the same people in any order', () => {
  fc.assert(
    fc.property(anyDayWanted, fc.infiniteStream(fc.nat()), (wanted, dice) => {
      const made = planDay(wanted);
      const open = made.stops.filter(({ done }) => done === undefined);
      if (!made.byHand) {
        const times = open.flatMap(({ promised }) => (promised === undefined ? [] : [promised]));
        assert.deepEqual(times, [...times].sort());
      } else {
        const named = open.map((stop) => stop.person).filter((id) => wanted.byHand?.includes(id));
        assert.deepEqual(
          named,
          wanted.byHand?.filter((id) => named.includes(id)),
        );
      }
      const shuffled = wanted.people
        .map((one) => ({ one, place: dice.next().value ?? 0 }))
        .sort((one, other) => one.place - other.place)
        .map(({ one }) => one);
      assert.deepEqual(planDay({ ...wanted, people: shuffled }), made);
    }),
    { numRuns: 400 },
  );
});

test('planDay lets nothing in between make her late for a promise that she could keep by driving there at once', () => {
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  /** Minutes after each promised time at which she arrives there. */
  const late = (wanted: DayWanted, ids: string[]): Map<string, number> => {
    const { people, now } = wanted;
    let place: DayPerson['location'] = wanted.start;
    let minutes = Math.max(9 * 60, (now - midnight) / 60_000);
    const found = new Map<string, number>();
    for (const id of ids) {
      const to = people.find((one) => one.id === id) as DayPerson;
      minutes += ((place && to.location ? distanceM(place, to.location) * 1.35 : 3000) / 25_000) * 60;
      const time = to.promised === undefined ? 0 : minutesOf(to.promised);
      if (to.promised !== undefined) found.set(id, Math.max(0, minutes - time));
      minutes = Math.max(minutes, time) + 30;
      place = to.location ?? place;
    }
    return found;
  };
  const people = fc
    .array(fc.tuple(anyPerson, maybe(clock)), { maxLength: 14 })
    .map((made) => made.map(([one, promised], index) => ({ ...one, id: `p${index}`, promised, done: undefined })));
  fc.assert(
    fc.property(people, fc.integer({ min: 480, max: 1000 }), (all, minutes) => {
      const wanted: DayWanted = { day, midnight, now: midnight + minutes * 60_000, start, most: 14, people: all };
      const ids = planDay(wanted).stops.map((stop) => stop.person);
      const promised = new Set(all.flatMap((one) => (one.promised === undefined ? [] : [one.id])));
      const atOnce = late(
        wanted,
        ids.filter((id) => promised.has(id)),
      );
      for (const [id, by] of late(wanted, ids)) assert.ok(by <= (atOnce.get(id) ?? 0) + 1e-6, `${id} ${by} min late`);
    }),
    { numRuns: 400 },
  );
});

test('planDay goes over a list that names somebody twice, and over three hundred people put into one day', () => {
  const twice = plan([person('a'), person('a', { promised: '10:00' })]);
  assert.equal(twice.stops.length, 1);
  const many = Array.from({ length: 300 }, (_, index) =>
    person(`p${index}`, {
      location: { latitude: 35.1 + ((index * 7919) % 200) / 1000, longitude: 128.5 + ((index * 104_729) % 200) / 1000 },
    }),
  );
  assert.equal(plan(many, { most: 300 }).stops.length, 300);
  const { stops, later } = plan(many);
  assert.deepEqual([stops.length, later.length], [8, 292]);
});
