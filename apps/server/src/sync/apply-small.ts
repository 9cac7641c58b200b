import type { OpenQuery } from '@munan/record';
import { sawWithin } from '../api/gate.ts';
import { answerOf } from '../views/answer-view.ts';
import { namedConflict } from './conflicts.ts';
import { findJpegSize } from './jpeg-size.ts';
import { MessageRefused } from './message-check.ts';
import { type Apply, mustBeAllowed, writerOf } from './sender.ts';
import type { SyncTables } from './tables.ts';

const jpegStart = [0xff, 0xd8, 0xff];
/** A phone's largest; what says that it is more is a bomb for whoever opens it. */
const mostPixels = 50_000_000;

/** The bytes of a picture; they may come before its visit or after. */
export const applyPhoto: Apply<'photo'> = async (house, sender, { patient, visit, photo, jpeg }, query) => {
  mustBeAllowed(house, sender, 'visits.write', patient);
  const bytes = new Uint8Array(Buffer.from(jpeg, 'base64'));
  if (!jpegStart.every((byte, at) => bytes[at] === byte))
    throw new MessageRefused('invalid', 'jpeg does not begin as a JPEG does (ff d8 ff)');
  const size = findJpegSize(bytes);
  if (!size || size.width * size.height > mostPixels)
    throw new MessageRefused(
      'invalid',
      `jpeg is ${size ? `${size.width} x ${size.height} pixels` : 'no picture: no frame of it says its size'}; allowed is a JPEG of at most ${mostPixels} pixels`,
    );
  const stored = await house.care.storePhoto({ visit, patient, photo, jpeg: bytes, nurse: sender.asker.id }, query);
  await sawWithin(house, query, sender.asker, [patient], 'photo saved');
  return { result: { outcome: stored === 'same' ? 'same' : 'applied' } };
};

/** An answer of the doctor, or what was decided about a conflict. */
export const applyRead: Apply<'read'> = async (house, sender, { what, at }, query) => {
  const reader = writerOf(sender, at);
  const answer = await house.care.markRead(what, { user: reader.id, at: reader.at }, query);
  if (answer) {
    mustBeAllowed(house, sender, 'visits.read', answer.patient);
    await sawWithin(house, query, sender.asker, [answer.patient], 'answer read');
    const data = answerOf(house, answer);
    return {
      result: { outcome: 'applied' },
      after: () => house.live.publish({ type: 'answer', data }, answer.patient),
    };
  }
  const conflict = await house.care.findConflict(what, query);
  if (!conflict) throw new MessageRefused('not-found', `there is no answer and no conflict ${what}`);
  mustBeAllowed(house, sender, 'visits.read', conflict.patient);
  if (!conflict.unread.includes(reader.id)) return { result: { outcome: 'same' } };
  const next = { ...conflict, unread: conflict.unread.filter((user) => user !== reader.id) };
  await house.care.storeConflict(next, query);
  await sawWithin(house, query, sender.asker, [conflict.patient], 'conflict read');
  return { result: { outcome: 'applied', conflicts: [namedConflict(house, next)] } };
};

/** The day as she put it in order by hand; of two the later one stands. */
export const applyOrder: Apply<'order'> = async (house, sender, { day, people, at }, query) => {
  if (!house.decide(house.accessOf(sender.asker), 'visits.write').allowed)
    throw new MessageRefused('role', 'only who visits puts a day in order');
  const { id, at: when } = writerOf(sender, at);
  const row = { people: JSON.stringify([...new Set(people)]), at: when };
  const written = await (query as OpenQuery)
    .withTables<SyncTables>()
    .insertInto('day_order')
    .values({ user_id: id, day, ...row })
    .onConflict((conflict) => conflict.columns(['user_id', 'day']).doUpdateSet(row).where('day_order.at', '<=', when))
    .returning('at')
    .execute();
  return { result: { outcome: written.length > 0 ? 'applied' : 'same' } };
};
