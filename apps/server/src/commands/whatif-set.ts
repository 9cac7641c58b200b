import { type Rules, Rules as RulesSchema } from '@munan/flow';
import { Value } from 'typebox/value';
import { ConfigError } from '../config.ts';

type Leaf = number | null | string[];

/**
 * Rules with some values changed: `pulse.fastFromPerMin=125 off=usual+routine budget.callsPerDay=none`, with spaces or commas
 * between. `none` is no budget, and no detector switched off.
 * @throws ConfigError naming what is not understood
 */
export function rulesWith(rules: Rules, changes: string): Rules {
  const changed = structuredClone(rules);
  for (const change of changes.split(/[\s,]+/).filter(Boolean)) set(changed, change);
  return checked(changed, '--set');
}

function set(rules: Rules, change: string): void {
  const [name, text, ...more] = change.split('=');
  const known = namesOf(rules);
  if (!name || !text || more.length > 0)
    throw new ConfigError(`--set has "${change}"; allowed is NAME=VALUE, such as pulse.fastFromPerMin=125`);
  if (!known.includes(name)) throw new ConfigError(`--set has "${name}"; known are ${known.join(', ')}`);
  const path = name.split('.');
  const last = path.pop()!;
  let at = rules as unknown as Record<string, unknown>;
  for (const part of path) at = at[part] as Record<string, unknown>;
  at[last] = leafOf(name, text);
}
function leafOf(name: string, text: string): Leaf {
  if (name === 'off') return text === 'none' ? [] : text.split('+').filter(Boolean);
  if (name === 'budget.callsPerDay' && text === 'none') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new ConfigError(`--set has "${name}=${text}"; the value is no number`);
  return value;
}
/** Everything that can be set, as `part.name`. */
function namesOf(rules: Rules): string[] {
  return Object.entries(rules).flatMap(([name, value]) =>
    Array.isArray(value) ? [name] : Object.keys(value).map((inner) => `${name}.${inner}`),
  );
}

/** A whole document of rules, as GET /api/rules gives it, alone or as `rules` of that answer. @throws ConfigError */
export function rulesIn(text: string, source: string): Rules {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${source} is no JSON: ${(error as Error).message}`);
  }
  const inner = typeof read === 'object' && read !== null && 'rules' in read ? read.rules : read;
  return checked(inner, source);
}

function checked(rules: unknown, source: string): Rules {
  if (Value.Check(RulesSchema, rules)) return rules;
  const [error] = Value.Errors(RulesSchema, rules);
  const at = error?.instancePath.slice(1).replaceAll('/', '.') || 'the document';
  throw new ConfigError(`${source}: ${at} ${error?.message ?? 'does not fit'}`);
}
