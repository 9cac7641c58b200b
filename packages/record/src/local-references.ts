const local = /^[A-Z][A-Za-z]{2,40}\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
/** What is said in these is kept as it came: their references stand beside addresses of their own. */
const keptAsSent: ReadonlySet<unknown> = new Set(['Bundle', 'Parameters']);

/**
 * Writes references to this server's own resources without its address, in place: whom a resource is about, and whom a
 * consent names, must not hang on how it was written.
 */
export function makeReferencesLocal(resource: unknown, base: string): void {
  if (keptAsSent.has((resource as { resourceType?: unknown } | null)?.resourceType)) return;
  walk(resource, `${base}/`);
}

function walk(value: unknown, prefix: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key !== 'reference' || typeof item !== 'string') walk(item, prefix);
    else if (item.startsWith(prefix) && local.test(item.slice(prefix.length)))
      (value as Record<string, unknown>)[key] = item.slice(prefix.length);
  }
}
