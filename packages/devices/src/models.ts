import type { Manifest } from './manifest.ts';
import { munanEar } from './models/munan-ear/manifest.ts';
import { munanWrist } from './models/munan-wrist/manifest.ts';

/** Every device type that this house knows; nothing is known because a file happens to lie in a folder. */
export const deviceModels: readonly Manifest[] = [munanEar, munanWrist];
