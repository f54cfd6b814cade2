/** An element: its name and its text or children. Undefined content leaves the element out. */
export type XmlElement = readonly [
  name: string,
  content: string | number | boolean | readonly XmlElement[] | undefined,
];

const namedEntities: readonly (readonly [string, string])[] = [
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
];

/** A document as S3 sends it. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(
    root,
    ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"',
  )}`;
}

/**
 * Contents of all elements of a name, in order, without looking at nesting: enough for the two flat documents that S3
 * clients send. Linear in the length, also for malformed input.
 */
export function elementsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const end = `</${name}>`;
  let from = 0;
  for (;;) {
    const start = findStart(xml, name, from);
    if (start === undefined) return found;
    const stop = xml.indexOf(end, start);
    if (stop < 0) return found;
    found.push(xml.slice(start, stop));
    from = stop + end.length;
  }
}

/** Text of the first element of a name, entities resolved. */
export function textOf(xml: string, name: string): string | undefined {
  const content = elementsOf(xml, name)[0];
  return content === undefined ? undefined : unescapeXml(content);
}

function findStart(xml: string, name: string, from: number) {
  let at = xml.indexOf(`<${name}`, from);
  while (at >= 0) {
    const after = xml[at + name.length + 1];
    if (after === '>') return at + name.length + 2;
    if (after !== undefined && /\s/.test(after)) {
      const close = xml.indexOf('>', at);
      return close < 0 ? undefined : close + 1;
    }
    at = xml.indexOf(`<${name}`, at + 1);
  }
  return undefined;
}

function render([name, content]: XmlElement, attributes = ''): string {
  if (content === undefined) return '';
  const inner =
    typeof content === 'object'
      ? content.map(child => render(child)).join('')
      : escapeXml(String(content));
  return inner === ''
    ? `<${name}${attributes}/>`
    : `<${name}${attributes}>${inner}</${name}>`;
}

/** Control characters become references: a key may hold them, a parser would drop or normalise them. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']|\p{Cc}/gu, char => {
    const named = namedEntities.find(([, value]) => value === char);
    return named
      ? `&${named[0]};`
      : `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi,
    (whole, hex, decimal, name) => {
      if (name) {
        return namedEntities.find(([key]) => key === name)?.[1] ?? whole;
      }
      const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
