import {
  DecideMessage,
  FactsMessage,
  OrderMessage,
  PhotoMessage,
  ReadMessage,
  type SyncKind,
  type SyncMessage,
  syncVersion,
  VisitMessage,
} from '@munan/flow';
import { Compile } from 'typebox/compile';

/** Of one message, and of it only: it stays on the device, and those behind it go on. */
export class MessageRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const checks = {
  visit: Compile(VisitMessage),
  facts: Compile(FactsMessage),
  photo: Compile(PhotoMessage),
  decide: Compile(DecideMessage),
  read: Compile(ReadMessage),
  order: Compile(OrderMessage),
} as const satisfies Record<SyncKind, unknown>;
const longestShown = 80;
const deepest = 30;

/** The id of a message, however wrong the rest of it is, so that the answer can be matched; empty where there is none. */
export function idOf(given: unknown): string {
  const id = typeof given === 'object' && given !== null ? (given as { id?: unknown }).id : undefined;
  return typeof id === 'string' ? id.slice(0, 64) : '';
}

/**
 * A message as it came, judged by its schema. The character NUL, which is in no text and PostgreSQL cannot hold, is left out.
 * @throws MessageRefused `newer-version`, `unknown-kind`, `invalid`: where it is wrong, what is there and what is allowed
 */
export function readMessage(given: unknown): SyncMessage {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new MessageRefused('invalid', `a message is ${shown(given)}; allowed is an object`);
  const { kind, v } = given as { kind?: unknown; v?: unknown };
  if (typeof v === 'number' && v > syncVersion)
    throw new MessageRefused('newer-version', `v is ${v}; this server knows ${syncVersion}: it must be updated first`);
  if (typeof kind !== 'string' || !Object.hasOwn(checks, kind))
    throw new MessageRefused('unknown-kind', `kind is ${shown(kind)}; allowed are ${Object.keys(checks).join(', ')}`);
  const message = withoutNul(given, 0);
  const check = checks[kind as SyncKind];
  if (check.Check(message)) return message as SyncMessage;
  throw new MessageRefused('invalid', whyNot(message, check.Errors(message)));
}

function whyNot(
  message: unknown,
  errors: readonly { instancePath: string; keyword: string; message: string }[],
): string {
  // A field too many is told by itself; of what fits no form of several, the first is as good as any.
  const error = errors.find(({ keyword }) => keyword === 'boolean') ?? errors[0];
  const path = error?.instancePath.slice(1).replaceAll('/', '.') || 'the message';
  if (error?.keyword === 'boolean') return `${path} is a field that is not known here`;
  return `${path} is ${shown(valueAt(message, error?.instancePath ?? ''))}; it ${error?.message ?? 'is not valid'}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function valueAt(value: unknown, path: string): unknown {
  let here: unknown = value;
  for (const step of path.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function withoutNul(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new MessageRefused('invalid', `the message is nested deeper than ${deepest} levels`);
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (Array.isArray(value)) return value.map((each) => withoutNul(each, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.replaceAll('\0', ''), withoutNul(each, depth + 1)]),
  );
}
