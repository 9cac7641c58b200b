import type { Timekeeper } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Errands } from './errands.ts';
import type { Fetched } from './fetched.ts';
import type { DeskNeeds } from './needs.ts';
import type { Pictures } from './pictures.ts';
import type { Register, RegisteredDesk, Wiped } from './register.ts';
import type { VisitShelf } from './shelf.ts';

/** The parts of one open desk, as they know each other. */
export interface Workings {
  needs: DeskNeeds;
  desk: RegisteredDesk;
  register: Register;
  time: Timekeeper;
  disk: Disk;
  shelf: VisitShelf;
  errands: Errands;
  pictures: Pictures;
  fetched: Fetched;
  /** Draw anew. */
  changed(): void;
  /** Closed or wiped: nothing is done any more. */
  isOver(): boolean;
  wipe(why: Wiped): Promise<void>;
}
