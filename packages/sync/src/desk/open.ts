import type { SyncDeviceAnswer } from '@munan/flow';
import { Timekeeper } from '../clock.ts';
import type { Desk } from '../desk.ts';
import { Disk } from '../disk.ts';
import { Errands } from '../errands.ts';
import { Fetched } from '../fetched.ts';
import { ask, isRecord } from '../line.ts';
import { DeskCannotOpen, type DeskLocks, type DeskNeeds, type NoDesk } from '../needs.ts';
import { Pictures } from '../pictures.ts';
import { prefixOf, Register, type RegisteredDesk, type Wiped } from '../register.ts';
import { VisitShelf } from '../shelf.ts';
import { longestAwayMs, Syncing } from '../syncing.ts';
import type { SealingKey } from '../vault/sealer.ts';
import { Vault } from '../vault/vault.ts';
import type { Workings } from '../workings.ts';
import { MunanDesk } from './munan-desk.ts';

/** What the disk refused is tried again. */
const retryEveryMs = 30_000;

export interface OpenOptions {
  /** Shapes of rows, for a test of updating the app. */
  shapes?: ConstructorParameters<typeof Vault>[2];
}

/**
 * Opens the desk of a nurse: from this device alone where it holds her key, else with the server.
 * @throws DeskCannotOpen, StorageFull
 */
export async function openDesk(needs: DeskNeeds, { shapes }: OpenOptions = {}): Promise<Desk> {
  const register = new Register(needs.storage, needs.user.id);
  const time = new Timekeeper(needs.clock, await register.time());
  if (time.kept.awayMs > longestAwayMs && (await register.key())) await register.wipe('away');
  const { desk, key } = await enrolled(needs, register, time);
  await register.keepTime(time.kept).catch(() => {});

  let over = false;
  let wiped: Wiped | undefined;
  const { channel } = needs;
  const say = (what: object): void => channel.say({ desk: desk.user.id, ...what });
  const disk: Disk = new Disk({
    storage: needs.storage,
    vault: new Vault(needs.sealer, key, shapes),
    prefix: prefixOf(needs.user.id),
    makeRoom: async () =>
      (await fetched.evict('years')) || (await evictPictures(workings)) || (await fetched.evict('people')),
    changed: () => {
      retryLater();
      opened.tell();
    },
  });
  let callOff: (() => void) | undefined;
  const retryLater = (): void => {
    callOff?.();
    callOff = over || !disk.cannotKeep ? undefined : needs.clock.after(retryEveryMs, () => disk.retry());
  };
  const shelf = new VisitShelf(disk, (id, here) => {
    if (here) say({ kind: 'visit', id });
    opened.tell();
  });
  const errands = new Errands(disk, () => say({ kind: 'errands' }));
  const fetched = new Fetched(disk);

  const end = async (why: Wiped | undefined): Promise<void> => {
    over = true;
    wiped = why;
    if (why) opened.tell();
    syncing.stop();
    callOff?.();
    stopListening.forEach((stop) => {
      stop();
    });
    await disk.settled();
    if (why) {
      await register.wipe(why);
      // What had no room before has it now, and this page still has the key in its memory.
      disk.retry();
      await disk.settled();
    } else {
      await register.keepTime(time.kept).catch(() => {});
    }
    disk.stop();
    if (!why) return;
    for (const part of [shelf, errands, fetched, workings.pictures]) part.clear();
    opened.tell();
  };
  const workings: Workings = {
    needs,
    desk,
    register,
    time,
    disk,
    shelf,
    errands,
    pictures: new Pictures(disk),
    fetched,
    changed: () => opened.tell(),
    isOver: () => over,
    wipe: async (why) => {
      if (over) return;
      await end(why);
      say({ kind: 'wiped', why });
    },
  };
  const syncing = new Syncing(workings);
  const close = async (): Promise<void> => {
    if (over) return;
    await end(undefined);
    await syncing.idle();
    needs.storage.close();
  };
  const opened = new MunanDesk(workings, { syncing, wiped: () => wiped, close });
  const stopListening: (() => void)[] = [];

  await Promise.all([shelf.load(), errands.load(), fetched.load()]);

  const becomeSender = async (): Promise<void> => {
    // What the tab that sent before has left.
    const ids = await disk.keys('visits');
    await Promise.all([errands.load(), fetched.load(), ...ids.map((id) => shelf.heard(id))]);
    if (over) return;
    syncing.isSender = true;
    await syncing.run(true);
  };
  const heard = (what: unknown): void => {
    if (over || !isRecord(what) || what.desk !== desk.user.id) return;
    if (what.kind === 'visit' && typeof what.id === 'string') void shelf.heard(what.id);
    else if (what.kind === 'errands')
      void errands
        .load()
        .then(() => syncing.run(false))
        .then(() => opened.tell());
    else if (what.kind === 'fetched') void fetched.load().then(() => opened.tell());
    else if (what.kind === 'sync') void syncing.run(true);
    else if (what.kind === 'wiped') void end(what.why as Wiped);
  };
  stopListening.push(
    channel.listen(heard),
    needs.network.onHope(() => void syncing.run(true)),
    needs.locks.hold(`munan-desk-${needs.user.id}`, () => {
      void becomeSender().catch(() => {});
    }),
  );
  return opened;
}

async function evictPictures({ shelf, disk, fetched }: Workings): Promise<boolean> {
  const sent = new Set<string>();
  for (const { photos } of shelf.all.values()) for (const one of photos) if (one.sent) sent.add(one.photo.id);
  const gone = (await disk.keys('photos')).filter((id) => sent.has(id));
  if (gone.length === 0) return false;
  fetched.spaceShort = true;
  await disk.fetched(gone.map((key) => ({ area: 'photos', key, value: undefined })));
  return true;
}

/** The key: kept here, or made of what the server gives. One tab at a time, so that one device is not enrolled twice. */
async function enrolled(
  needs: DeskNeeds,
  register: Register,
  time: Timekeeper,
): Promise<{ desk: RegisteredDesk; key: SealingKey }> {
  const there = async () => {
    const [desk, key] = await Promise.all([register.desk(), register.key()]);
    return desk && key ? { desk, key } : undefined;
  };
  const found = await there();
  if (found) return found;
  const release = await lockOf(needs.locks, `munan-enrol-${needs.user.id}`);
  try {
    return (await there()) ?? (await enrol(needs, register, time));
  } finally {
    release();
  }
}

async function enrol(needs: DeskNeeds, register: Register, time: Timekeeper) {
  const before = await register.desk();
  const question = { name: needs.deviceName, ...(before && { device: before.device }) };
  const reply = await ask(needs, time, '/api/sync/device', question);
  if (reply.kind !== 'ok') {
    const why: NoDesk =
      reply.kind === 'later' ? reply.held : reply.kind === 'sign-in' || reply.kind === 'wiped' ? reply.kind : 'server';
    throw new DeskCannotOpen(why, `POST /api/sync/device: ${reply.kind}`);
  }
  const { device, key: given } = reply.body as unknown as SyncDeviceAnswer;
  if (typeof device !== 'string' || typeof given !== 'string')
    throw new DeskCannotOpen('server', 'POST /api/sync/device: no key in the answer');
  const desk: RegisteredDesk = {
    user: needs.user,
    device,
    ofDevice: before?.ofDevice ?? needs.sealer.random(32),
  };
  const key = await needs.sealer.derive(given, desk.ofDevice, `munan desk 1\n${needs.user.id}\n${device}`);
  await register.enter(desk, key, time.kept);
  return { desk, key };
}

function lockOf(locks: DeskLocks, name: string): Promise<() => void> {
  return new Promise((resolve) => {
    const release = locks.hold(name, () => {
      // `hold` has answered by then, also where the lock is free.
      queueMicrotask(() => resolve(release));
    });
  });
}
