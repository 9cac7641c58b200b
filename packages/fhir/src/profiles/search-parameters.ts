import { readFileSync } from 'node:fs';
import type { SearchParameter } from '@medplum/fhirtypes';

/**
 * The official search parameters with those that KR Core adds. Where KR Core finds more under the same name (an address
 * by its road name, a practitioner by the licence number), its definition takes the official one's place for that type.
 */
export function withKrCore(official: readonly SearchParameter[]): readonly SearchParameter[] {
  const file = new URL('./krcore/generated/search-parameters.json', import.meta.url);
  const added = JSON.parse(readFileSync(file, 'utf8')) as SearchParameter[];
  const taken = new Set(added.flatMap(({ code, base }) => base.map((type) => `${type}?${code}`)));
  const kept = official.map((parameter) => {
    const base = parameter.base.filter((type) => !taken.has(`${type}?${parameter.code}`));
    return base.length === parameter.base.length ? parameter : { ...parameter, base };
  });
  return [...kept.filter(({ base }) => base.length > 0), ...added];
}
