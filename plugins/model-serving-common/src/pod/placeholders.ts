import { isJsonObject } from '../json';
import { ObjectMeta } from '../resources';
import { Profile } from '../settings';

const ACTION = /\{\{(.*?)\}\}/gs;
const FIELD =
  /^\s*\.(?:(Name|Namespace)|(Labels|Annotations)\.([\p{L}_][\p{L}\p{N}_]*))\s*$/u;

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '+': '&#43;',
};

/** A placeholder that cannot be replaced. The message says which and why. */
export class PlaceholderError extends Error {
  override readonly name = 'PlaceholderError';
}

/**
 * Replaces `{{.Name}}`, `{{.Namespace}}`, `{{.Labels.x}}` and `{{.Annotations.x}}` in every text of a container. Values
 * are inserted as they are and never read as placeholders again. Source: kserve-resources §8.4.
 *
 * `kserve` reproduces its quirks: what is absent becomes nothing, values are escaped as for HTML, and a value with a
 * backslash or control character fails. `greenroom` fails on an absent key instead, with its name.
 *
 * @throws PlaceholderError for anything else in double braces, and for a key that is not set.
 */
export function replacePlaceholders<T>(
  container: T,
  metadata: ObjectMeta,
  profile: Profile,
): T {
  const replaceText = (text: string) => {
    const replaced = text.replace(ACTION, (_, field: string) =>
      valueOf(field, metadata, profile),
    );
    // Looked for in what remains of the text, not in the inserted values.
    if (text.replace(ACTION, '').includes('{{')) {
      throw new PlaceholderError(
        `"${text}" opens a placeholder and does not close it`,
      );
    }
    return replaced;
  };
  return mapTexts(container, replaceText) as T;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map(entry => mapTexts(entry, map));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, map)]),
  );
}

function valueOf(
  field: string,
  metadata: ObjectMeta,
  profile: Profile,
): string {
  const match = FIELD.exec(field);
  if (!match) {
    throw new PlaceholderError(
      `"{{${field}}}" is none of {{.Name}}, {{.Namespace}}, {{.Labels.x}} and {{.Annotations.x}}`,
    );
  }
  const [, plain, map, key] = match;
  const value = plain
    ? { Name: metadata.name, Namespace: metadata.namespace }[plain]
    : { Labels: metadata.labels, Annotations: metadata.annotations }[map]?.[
        key
      ];
  if (profile === 'kserve') return escaped(value ?? '');
  if (value === undefined) {
    throw new PlaceholderError(
      map
        ? `the ${
            map === 'Labels' ? 'label' : 'annotation'
          } "${key}" is not set on the InferenceService`
        : `metadata.${plain?.toLowerCase()} is not set on the InferenceService`,
    );
  }
  return value;
}

function escaped(value: string): string {
  if (/[\\\p{Cc}]/u.test(value)) {
    throw new PlaceholderError(
      'a value with a backslash, tab or line break cannot be inserted',
    );
  }
  return value.replace(/["'&<>+]/g, character => HTML[character]);
}
