import type { Words } from '@munan/language';

const form = /^(patient|user)\/(\*|[A-Za-z]+)\.([a-z]+|\*)(\?.*)?$/;

/** What an app asks for, in sentences; each once, in the order asked for. */
export function scopeSentences(words: Words, scopes: readonly string[]): string[] {
  const t = words.signIn.scopes;
  const sentences = scopes.map((scope) => {
    if (scope === 'openid' || scope === 'profile' || scope === 'fhirUser') return t.identity;
    if (scope.startsWith('launch')) return t.launch;
    if (scope === 'online_access') return t.online;
    if (scope === 'offline_access') return t.offline;
    const [, context, type = '', verbs = '', condition] = form.exec(scope) ?? [];
    // What has no sentence is shown as it is: nobody agrees to what she was not shown.
    if (context === undefined) return scope;
    const types: Record<string, string> = t.types;
    const all = type === '*' ? t.everything : Object.hasOwn(types, type) ? (types[type] ?? '') : t.kind(type);
    const kind = condition === undefined ? all : t.onlySome(all);
    const whose = context === 'patient' ? t.ofPatient : t.ofUser;
    const reads = verbs === '*' || verbs === 'read' || (verbs !== 'write' && /[rs]/.test(verbs));
    const writes = verbs === '*' || verbs === 'write' || (verbs !== 'read' && /[cud]/.test(verbs));
    return reads && writes ? t.both(kind, whose) : writes ? t.write(kind, whose) : t.read(kind, whose);
  });
  return [...new Set(sentences)];
}
