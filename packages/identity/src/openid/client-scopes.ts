import { isLoginScope, parseScope, type ResourceScope, ScopeError } from '../scopes.ts';

/** Served here; `launch/encounter` is not. */
export const servedLoginScopes: readonly string[] = [
  'openid',
  'profile',
  'fhirUser',
  'launch',
  'launch/patient',
  'online_access',
  'offline_access',
];

/** What an app of people gets when nothing is said: to read what belongs to the one person of the launch. */
export const usualAppScopes: readonly string[] = [...servedLoginScopes, 'patient/*.rs'];

function findResourceScope(text: string): ResourceScope | undefined {
  try {
    return isLoginScope(text) ? undefined : parseScope(text);
  } catch (error) {
    if (error instanceof ScopeError) return undefined;
    throw error;
  }
}

/** Every part of what is asked for must be in what was registered: context, type, verbs, condition. */
export function covers(registered: ResourceScope, asked: ResourceScope): boolean {
  return (
    registered.context === asked.context &&
    (registered.type === '*' || registered.type === asked.type) &&
    [...asked.verbs].every((verb) => registered.verbs.has(verb)) &&
    (registered.query === undefined || registered.query === asked.query)
  );
}

/**
 * Of the scopes a client asks for those it may have, as it wrote them. A client that acts for itself has only `system/`
 * scopes, one that acts in somebody's name only `patient/` and `user/`.
 */
export function grantableScopes(
  registered: readonly string[],
  asked: Iterable<string>,
  actsFor: 'itself' | 'somebody',
): string[] {
  const held = registered.flatMap((text) => findResourceScope(text) ?? []);
  const names = new Set(registered);
  return [...new Set(asked)].filter((text) => {
    if (isLoginScope(text)) return actsFor === 'somebody' && servedLoginScopes.includes(text) && names.has(text);
    const wanted = findResourceScope(text);
    if (!wanted || (wanted.context === 'system') !== (actsFor === 'itself')) return false;
    return held.some((one) => covers(one, wanted));
  });
}
