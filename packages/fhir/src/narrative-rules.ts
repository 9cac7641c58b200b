/**
 * [FHIR R4 narrative.html, txt-1, txt-2] a narrative is one `div` of XHTML with basic formatting only: no script, no form,
 * no frame, no handler of events, nothing that is fetched by itself but images. @medplum/core takes any text for one.
 */
const elements: ReadonlySet<string> = new Set(
  // Chapters 7 to 11 (without 9.4) and 15 of HTML 4.0, a and img.
  'div p br h1 h2 h3 h4 h5 h6 a span b em i strong small big tt samp kbd var q cite code blockquote bdo address dfn abbr acronym sub sup ul ol dl li dt dd hr pre table caption colgroup col thead tr tfoot tbody th td img map area ins del u s strike font center'.split(
    ' ',
  ),
);
const spaces = ' \t\r\n';

interface Tag {
  name: string;
  attributes: [string, string][];
  /** Where the text goes on after it. */
  end: number;
  closes: boolean;
  isEmpty: boolean;
}

/** Reads the tag that begins at `at`, in one pass; undefined when it is none. */
function readTag(text: string, at: number): Tag | undefined {
  const closes = text[at + 1] === '/';
  let position = at + (closes ? 2 : 1);
  const word = (stops: string): string => {
    const start = position;
    while (position < text.length && !stops.includes(text[position] as string)) position++;
    return text.slice(start, position);
  };
  const skip = (): void => {
    while (position < text.length && spaces.includes(text[position] as string)) position++;
  };
  const name = word(`${spaces}/>`);
  const attributes: [string, string][] = [];
  for (;;) {
    skip();
    if (text[position] === '>') return { name, attributes, end: position + 1, closes, isEmpty: false };
    if (text[position] === '/' && text[position + 1] === '>') {
      return { name, attributes, end: position + 2, closes, isEmpty: true };
    }
    const attribute = word(`${spaces}=/><"'`);
    skip();
    if (attribute === '' || text[position] !== '=') return undefined;
    position++;
    skip();
    const quote = text[position];
    if (quote !== '"' && quote !== "'") return undefined;
    const close = text.indexOf(quote, position + 1);
    if (close < 0) return undefined;
    attributes.push([attribute.toLowerCase(), text.slice(position + 1, close)]);
    position = close + 1;
  }
}

/** Addresses that run something when they are followed; entities may stand for any letter. */
function runsScript(address: string): boolean {
  const plain = address
    .replaceAll(/&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));?/g, (_all, hex?: string, decimal?: string) => {
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '';
    })
    .replaceAll(/&(?:Tab|NewLine|colon);?/g, (entity) => (entity.includes('colon') ? ':' : ''))
    .split('')
    .filter((character) => character > ' ')
    .join('')
    .toLowerCase();
  return /^(?:javascript|vbscript):/.test(plain) || /^data:(?!image\/)/.test(plain);
}

/** Why a text is no narrative; undefined when it is one. */
export function whyNoNarrative(text: string): string | undefined {
  const open: string[] = [];
  let hasContent = false;
  let hasRoot = false;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const words = text.slice(at, next < 0 ? text.length : next);
    if (words.trim() !== '') {
      if (open.length === 0) return 'there is text outside of the div (txt-1)';
      hasContent = true;
    }
    if (next < 0) break;
    if (text.startsWith('<!--', next)) {
      const end = text.indexOf('-->', next);
      if (end < 0) return 'a comment has no end (txt-1)';
      at = end + 3;
      continue;
    }
    const tag = readTag(text, next);
    if (!tag) return `what begins with ${JSON.stringify(text.slice(next, next + 30))} is no tag of XHTML (txt-1)`;
    const name = tag.name.replace(/^[a-z]+:/, '');
    if (!elements.has(name)) return `<${tag.name.slice(0, 30)}> does not belong in a narrative (txt-1)`;
    if (open.length === 0 && (name !== 'div' || tag.closes || hasRoot)) return 'a narrative is one div (txt-1)';
    for (const [attribute, value] of tag.attributes) {
      if (attribute.startsWith('on')) return `the attribute ${attribute} does not belong in a narrative (txt-1)`;
      if ((attribute === 'href' || attribute === 'src') && runsScript(value))
        return `a ${attribute} runs a script (txt-1)`;
    }
    if (name === 'img') hasContent = true;
    hasRoot = true;
    if (tag.closes) {
      if (open.pop() !== tag.name) return `</${tag.name}> closes what is not open (txt-1)`;
    } else if (!tag.isEmpty) open.push(tag.name);
    at = tag.end;
  }
  if (open.length > 0) return `<${open.at(-1)}> is not closed (txt-1)`;
  return hasContent ? undefined : 'a narrative has content (txt-2)';
}
