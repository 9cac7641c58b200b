/** Virtual people and devices that speak the real protocol: the demonstration town, load, and replay of recordings. */
export { Body, type DeviceKind } from './body/body.ts';
export { type Episode, type EpisodeKind, episode, episodeMinutes } from './body/episode.ts';
export { type FallSignal, fallSignal } from './body/fall.ts';
export { type Link, type LinkOptions, openLink } from './devices/link.ts';
export { VirtualDevice, type VirtualDeviceOptions } from './devices/virtual-device.ts';
export { Rhythm, turns } from './scenarios/rhythm.ts';
export { runTown, type TownRun, type TownRunDevice, type TownRunOptions } from './scenarios/run-town.ts';
export type { BodyTraits, Resident, ResidentContact, Town, TownDevice, TownUser } from './town/resident.ts';
export { town } from './town/town.ts';
