type NurseChunk = typeof import('./nurse-frame.tsx');

let loaded: NurseChunk | undefined;

/** Fetches what the frame of a nurse has beside that of others, and what opens her desk. */
export async function loadNurse(): Promise<NurseChunk> {
  // React shows what was suspended no sooner than 300 ms after its fallback: what is here already is used at once.
  loaded = await import('./nurse-frame.tsx');
  return loaded;
}

/** What `loadNurse` has fetched. */
export const findNurse = (): NurseChunk | undefined => loaded;
