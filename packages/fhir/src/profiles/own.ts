import type { ProfileDefinition } from './definition.ts';

/** The house's own profiles. */
export function ownProfiles(): ProfileDefinition[] {
  return [];
}
