/**
 * The texts of an object's members by name, as they are written: numbers keep their digits and objects their order,
 * which a trip through values would not. Of two members with one name the last counts, as for `JSON.parse`.
 *
 * @param json - must be valid JSON
 * @returns undefined if it is not an object
 */
export function memberTexts(json: string): Map<string, string> | undefined {
  let at = skipSpace(json, 0);
  if (json[at] !== '{') return undefined;
  const members = new Map<string, string>();
  at = skipSpace(json, at + 1);
  while (json[at] !== '}') {
    const nameEnd = endOfString(json, at);
    const name: string = JSON.parse(json.slice(at, nameEnd));
    const start = skipSpace(json, json.indexOf(':', nameEnd) + 1);
    const end = endOfValue(json, start);
    members.set(name, json.slice(start, end));
    at = skipSeparator(json, end);
  }
  return members;
}

/**
 * The texts of an array's elements, as they are written.
 *
 * @param json - must be valid JSON
 * @returns undefined if it is not an array
 */
export function elementTexts(json: string): string[] | undefined {
  let at = skipSpace(json, 0);
  if (json[at] !== '[') return undefined;
  const elements: string[] = [];
  at = skipSpace(json, at + 1);
  while (json[at] !== ']') {
    const end = endOfValue(json, at);
    elements.push(json.slice(at, end));
    at = skipSeparator(json, end);
  }
  return elements;
}

const spaces = ' \t\n\r';

function skipSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && spaces.includes(json[at])) at++;
  return at;
}

/** The next member or element, or what closes. */
function skipSeparator(json: string, from: number): number {
  const at = skipSpace(json, from);
  return json[at] === ',' ? skipSpace(json, at + 1) : at;
}

function endOfValue(json: string, start: number): number {
  switch (json[start]) {
    case '"':
      return endOfString(json, start);
    case '{':
    case '[':
      return endOfNested(json, start);
    default: {
      let at = start;
      while (at < json.length && !',]} \t\n\r'.includes(json[at])) at++;
      return at;
    }
  }
}

function endOfNested(json: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    switch (json[at]) {
      case '{':
      case '[':
        depth++;
        at++;
        break;
      case '}':
      case ']':
        depth--;
        at++;
        break;
      case '"':
        at = endOfString(json, at);
        break;
      default:
        at++;
    }
  } while (depth > 0);
  return at;
}

function endOfString(json: string, start: number): number {
  let at = json.indexOf('"', start + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}
