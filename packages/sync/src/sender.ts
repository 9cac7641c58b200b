import { type Conflict, mostMessages, type SyncMessage, type SyncResult, type VisitEntry } from '@munan/flow';
import { answered, freeze, photoAnswered, type Refused, refuse } from './kept-visit.ts';
import { ask, isRecord, type Reply } from './line.ts';
import { type Item, itemsToSend, photoMessage, visitMessage } from './outbox.ts';
import type { Workings } from './workings.ts';

/** A request stays well below what the server takes (1 MiB); a single picture may be larger than this. */
const mostBytes = 700_000;

/** So long a picture that is in no place is waited for. */
const longestMissingMs = 600_000;

/** Sends all that waits, in order, until there is nothing left or something is in the way. */
export async function pushAll(
  workings: Workings,
): Promise<{ stopped?: Exclude<Reply, { kind: 'ok' | 'no' }>; applied: boolean }> {
  let most = mostMessages;
  let applied = false;
  while (!workings.isOver()) {
    const letters = await nextLetters(workings, most);
    if (workings.isOver() || letters.length === 0) break;
    const { needs, desk, time } = workings;
    const body = { device: desk.device, sent: needs.clock.wall(), messages: letters.map((one) => one.message) };
    const reply = await ask(needs, time, '/api/sync/push', body);
    if (workings.isOver()) break;
    if (reply.kind === 'no') {
      // Something among them is too much for the server, or wrong: fewer, until it is known which.
      if (letters.length > 1) {
        most = Math.ceil(letters.length / 2);
        continue;
      }
      const [letter] = letters;
      const { code, message } = reply;
      if (letter) settle(workings, letter, { id: letter.item.id, outcome: 'refused', code, message }, true);
      continue;
    }
    if (reply.kind !== 'ok') return { stopped: reply, applied };
    const settled = await take(workings, letters, reply.body.results);
    if (settled === 0) return { stopped: { kind: 'later', held: 'server' }, applied };
    applied = true;
    most = Math.min(mostMessages, most * 2);
    workings.changed();
  }
  return { applied };
}

interface Letter {
  item: Item;
  message: SyncMessage;
}

/** The next messages, each on the disk as it will be sent: it goes out as it stands from then on. */
async function nextLetters(workings: Workings, most: number): Promise<Letter[]> {
  const { shelf, errands, disk, needs, pictures } = workings;
  const items = itemsToSend(shelf.all, errands.all, () => needs.uuid());
  for (const item of items.slice(0, most))
    if (item.kind === 'visit' && !item.sending) shelf.apply(item.visit, freeze(item.id));
  await disk.settled();
  const letters: Letter[] = [];
  let bytes = 0;
  // What cannot go now (a picture that is in no place) takes nobody's turn.
  for (const item of items) {
    if (letters.length >= most || (letters.length > 0 && bytes >= mostBytes)) break;
    const message = await messageOf(workings, item, pictures);
    if (!message) continue;
    const size = new TextEncoder().encode(JSON.stringify(message)).length;
    if (letters.length > 0 && bytes + size > mostBytes) break;
    bytes += size;
    letters.push({ item, message });
  }
  return letters;
}

async function messageOf({ shelf, needs }: Workings, item: Item, pictures: Workings['pictures']) {
  if (item.kind === 'errand') return item.message;
  if (item.kind === 'visit') {
    // Another tab may have been quicker: then what that one made goes next time.
    const sending = shelf.find(item.visit)?.sending;
    return sending?.id === item.id ? visitMessage(sending) : undefined;
  }
  const jpeg = await pictures.read(item.photo.photo.id);
  if (jpeg) return photoMessage(item, jpeg);
  // Another tab may hold it in its memory, where the disk had no room for it.
  if (pictures.missingMs(item.photo.photo.id, needs.clock.monotonic()) < longestMissingMs) return undefined;
  const refused = {
    code: 'picture-gone',
    message: 'The picture is not on this device any more.',
    at: needs.clock.wall(),
    unjudged: true,
  };
  shelf.apply(item.visit, photoAnswered(item.id, { refused }));
  return undefined;
}

/** How many of the letters have an outcome now. Whatever else stands in the answer changes nothing. */
async function take(workings: Workings, letters: readonly Letter[], results: unknown): Promise<number> {
  const byId = new Map(letters.map((letter) => [letter.item.id, letter]));
  const conflicts: Conflict[] = [];
  let settled = 0;
  for (const result of Array.isArray(results) ? results : []) {
    if (!isRecord(result) || typeof result.id !== 'string') continue;
    const letter = byId.get(result.id);
    if (!letter || !settle(workings, letter, result as Record<string, unknown> & { id: string })) continue;
    byId.delete(result.id);
    settled++;
    conflicts.push(...conflictsOf(result));
  }
  if (conflicts.length > 0) await workings.fetched.addConflicts(conflicts);
  await workings.disk.settled();
  return settled;
}

const outcomes: readonly SyncResult['outcome'][] = ['applied', 'same', 'merged', 'conflict', 'refused'];

function settle(
  workings: Workings,
  { item, message }: Letter,
  result: Record<string, unknown>,
  unjudged = false,
): boolean {
  const { shelf, errands, pictures, time } = workings;
  if (!outcomes.includes(result.outcome as SyncResult['outcome'])) return false;
  const refused: Refused | undefined =
    result.outcome === 'refused'
      ? {
          code: words(result.code, 'refused'),
          message: words(result.message, 'The server refuses it.'),
          at: time.now(),
          unjudged: unjudged || undefined,
        }
      : undefined;
  if (item.kind === 'photo') {
    shelf.apply(item.visit, photoAnswered(item.id, { refused }));
    if (!refused) void pictures.sent(item.photo.photo.id);
  } else if (item.kind === 'visit') {
    const sent = (message as Extract<SyncMessage, { kind: 'visit' }>).visit;
    shelf.apply(item.visit, refused ? refuse(item.id, refused) : answered(item.id, visitIn(result, sent)));
  } else if (refused) {
    errands.refuse(item.id, refused);
  } else {
    errands.done(item.id, conflictsOf(result).map((conflict) => conflict.field) as never);
  }
  return true;
}

function words(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
function conflictsOf(result: Record<string, unknown>): Conflict[] {
  const { conflicts } = result;
  return Array.isArray(conflicts)
    ? conflicts.filter((one): one is Conflict => isRecord(one) && typeof one.id === 'string' && isRecord(one.kept))
    : [];
}
/** The visit as it stands there, if the answer tells it; else as it was sent. */
function visitIn({ visit }: Record<string, unknown>, sent: VisitEntry): VisitEntry {
  const isVisit =
    isRecord(visit) && visit.id === sent.id && isRecord(visit.vitals) && typeof visit.finished === 'number';
  return isVisit ? (visit as unknown as VisitEntry) : sent;
}
