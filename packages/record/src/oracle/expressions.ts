/**
 * The expressions of FHIR R4's search parameters, evaluated over plain JSON: paths, `|`, `as`, `is`, `where`, `exists`,
 * `[0]`. It knows no definitions and shares nothing with what fills the search index, so that it can judge that.
 */

/** A value, with its type where the JSON says it: by the name of a choice element, or by `resourceType`. */
export interface Found {
  type?: string;
  value: unknown;
}

type Evaluate = (context: readonly Found[], resource: Found) => Found[];

const tokenPattern = /\s*('[^']*'|!=|[A-Za-z_%][A-Za-z0-9_]*|\d+|[.|()[\]=])/y;

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < expression.trimEnd().length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(expression);
    if (!match?.[1]) throw new Error(`"${expression}" is beyond this evaluation, at ${at}`);
    tokens.push(match[1]);
  }
  return tokens;
}

/** R4 writes `DateTime` for dateTime in composite parameters. */
const typeNames: Readonly<Record<string, string>> = { DateTime: 'dateTime' };
const isBoolean = (found: readonly Found[]): boolean => found.length === 1 && found[0]?.value === true;

function children({ value }: Found, name: string): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  const found: Found[] = [];
  for (const [key, item] of Object.entries(holder)) {
    // `value` is the element value[x] too: valueQuantity.
    const suffix = key.startsWith(name) ? key.slice(name.length) : undefined;
    if (suffix === undefined || (suffix !== '' && (!choices.has(suffix) || noChoices.has(key)))) continue;
    const type = suffix === '' ? undefined : (primitives.get(suffix) ?? suffix);
    for (const each of Array.isArray(item) ? item : [item]) {
      if (each === null || each === undefined) continue;
      const own = (each as { resourceType?: string }).resourceType ?? type;
      found.push({ value: each, ...(own !== undefined && { type: own }) });
    }
  }
  return found;
}

const primitives: ReadonlyMap<string, string> = new Map(
  'base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid positiveInt string time unsignedInt uri url uuid'
    .split(' ')
    .map((type) => [type.charAt(0).toUpperCase() + type.slice(1), type]),
);
const choices: ReadonlySet<string> = new Set([
  ...primitives.keys(),
  ...'Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance Duration HumanName Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing ContactDetail Contributor DataRequirement Expression ParameterDefinition RelatedArtifact TriggerDefinition UsageContext Dosage Meta'.split(
    ' ',
  ),
]);

/** Elements of their own whose names look like a choice between types. */
const noChoices: ReadonlySet<string> = new Set(['subscriberId', 'statusDate']);

/** An element that is no choice has one type, and the expressions name it rightly. */
const isOf = (found: Found, type: string): boolean => found.type === undefined || found.type === type;

/** [FHIR R4 fhirpath.html] here a reference resolves to what its text says that it is. */
function targetType({ value }: Found, { value: resource }: Found): string | undefined {
  const { reference, type } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof reference !== 'string') return typeof type === 'string' ? type : undefined;
  const contained = (resource as { contained?: { id?: string; resourceType: string }[] }).contained ?? [];
  if (reference.startsWith('#')) return contained.find(({ id }) => id === reference.slice(1))?.resourceType;
  return /([A-Za-z]+)\/[A-Za-z0-9\-.]+(\/_history\/[A-Za-z0-9\-.]+)?$/.exec(reference)?.[1];
}

class Parser {
  #tokens: string[];
  #at = 0;
  #expression: string;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  parse(): Evaluate {
    const evaluate = this.#and();
    if (this.#at < this.#tokens.length) throw this.#beyond();
    return evaluate;
  }

  #beyond(): Error {
    return new Error(`"${this.#expression}" is beyond this evaluation, at "${this.#tokens[this.#at]}"`);
  }

  #take(token?: string): string {
    const found = this.#tokens[this.#at];
    if (found === undefined || (token !== undefined && found !== token)) throw this.#beyond();
    this.#at++;
    return found;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #and(): Evaluate {
    let left = this.#compare();
    while (this.#takes('and')) {
      const [one, two] = [left, this.#compare()];
      // `false and nothing` is false; `true and nothing` is nothing [FHIRPath 6.5.1].
      left = (context, resource) => {
        const first = one(context, resource);
        const second = two(context, resource);
        const isFalse = [first, second].some((each) => each.length === 1 && each[0]?.value === false);
        if (isFalse) return [{ type: 'boolean', value: false }];
        return first.length > 0 && second.length > 0 ? [{ type: 'boolean', value: true }] : [];
      };
    }
    return left;
  }

  #compare(): Evaluate {
    const left = this.#union();
    const operator = this.#takes('=') ? '=' : this.#takes('!=') ? '!=' : undefined;
    if (!operator) return left;
    const text = this.#take();
    const wanted = text.startsWith("'") ? text.slice(1, -1) : text === 'true';
    return (context, resource) => {
      const found = left(context, resource);
      if (found.length === 0) return [];
      const isSame = found.length === 1 && found[0]?.value === wanted;
      return [{ type: 'boolean', value: operator === '=' ? isSame : !isSame }];
    };
  }

  #union(): Evaluate {
    const parts = [this.#typed()];
    while (this.#takes('|')) parts.push(this.#typed());
    return (context, resource) => parts.flatMap((part) => part(context, resource));
  }

  #typed(): Evaluate {
    const left = this.#path();
    if (this.#takes('as')) return this.#as(left);
    if (this.#takes('is')) {
      const type = this.#take();
      return (context, resource) =>
        left(context, resource).map((each) => ({ type: 'boolean', value: each.type === type }));
    }
    return left;
  }

  #as(left: Evaluate): Evaluate {
    const name = this.#take();
    const type = typeNames[name] ?? name;
    return (context, resource) => left(context, resource).filter((each) => isOf(each, type));
  }

  #path(): Evaluate {
    let left = this.#first();
    for (;;) {
      if (this.#takes('[')) {
        const index = Number(this.#take());
        this.#take(']');
        const inner = left;
        left = (context, resource) => inner(context, resource).slice(index, index + 1);
      } else if (this.#takes('.')) left = this.#step(left);
      else return left;
    }
  }

  #first(): Evaluate {
    if (this.#takes('(')) {
      const inner = this.#and();
      this.#take(')');
      return inner;
    }
    const name = this.#take();
    if (name === '%resource') return (_context, resource) => [resource];
    if (!/^[A-Za-z]/.test(name)) throw this.#beyond();
    if (this.#tokens[this.#at] === '(') return this.#call(name, (context) => [...context]);
    if (/^[A-Z]/.test(name)) {
      // The name of a type keeps what is of that type.
      const any = name === 'Resource' || name === 'DomainResource';
      return (context) => context.filter(({ type }) => any || type === name);
    }
    return (context) => context.flatMap((each) => children(each, name));
  }

  #step(left: Evaluate): Evaluate {
    const name = this.#take();
    if (this.#tokens[this.#at] === '(') return this.#call(name, left);
    return (context, resource) => left(context, resource).flatMap((each) => children(each, name));
  }

  #call(name: string, left: Evaluate): Evaluate {
    this.#take('(');
    if (name === 'exists' || name === 'resolve') {
      this.#take(')');
      if (name === 'exists') {
        return (context, resource) => [{ type: 'boolean', value: left(context, resource).length > 0 }];
      }
      return (context, resource) =>
        left(context, resource).flatMap((each) => {
          const type = targetType(each, resource);
          return type === undefined ? [] : [{ type, value: each.value }];
        });
    }
    if (name === 'as' || name === 'ofType') {
      const typed = this.#as(left);
      this.#take(')');
      return typed;
    }
    if (name === 'extension') {
      const url = this.#take().slice(1, -1);
      this.#take(')');
      return (context, resource) =>
        left(context, resource)
          .flatMap((each) => children(each, 'extension'))
          .filter(({ value }) => (value as { url?: string }).url === url);
    }
    if (name !== 'where') throw this.#beyond();
    const condition = this.#and();
    this.#take(')');
    return (context, resource) => left(context, resource).filter((each) => isBoolean(condition([each], resource)));
  }
}

const parsed = new Map<string, Evaluate>();

/** @param context what the expression starts from @param resource the resource that holds it */
export function evaluate(expression: string, context: Found, resource: Found): Found[] {
  let evaluation = parsed.get(expression);
  if (!evaluation) {
    evaluation = new Parser(expression).parse();
    parsed.set(expression, evaluation);
  }
  return evaluation([context], resource);
}
