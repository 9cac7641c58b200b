/**
 * Whether two values of a field say the same. Lists are of codes or names: their order says nothing, how often
 * something stands in them does. `undefined` is "not there", and is not the same as null or an empty list.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const texts = (list: unknown[]): string[] => list.map((one) => JSON.stringify(one) ?? '').sort();
    const others = texts(b);
    return texts(a).every((text, index) => text === others[index]);
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = definedKeys(a);
  return (
    keys.length === definedKeys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key as never], b[key as never]))
  );
}

function definedKeys(of: object): string[] {
  return Object.keys(of).filter((key) => of[key as never] !== undefined);
}
