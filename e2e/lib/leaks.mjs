// Looks for values that must not be anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Forms in which a value may turn up. */
export function formsOf(value) {
  const bytes = Buffer.from(value);
  return [
    ...new Set([
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      encodeURI(value),
      new URLSearchParams({ v: value }).toString().slice(2),
      bytes.toString('hex'),
      // Inside of a longer base64 text a value begins at any of three places; what it shares with neighbours is cut off
      ...[0, 1, 2].map(offset =>
        Buffer.concat([Buffer.alloc(offset), bytes])
          .toString('base64')
          .slice(offset === 0 ? 0 : 4)
          .replace(/.{0,4}=*$/, ''),
      ),
    ]),
  ].filter(form => form.length >= 8);
}

/** Places where one of the values is: `what in where`. `sources` are `{ where, text }`, text a string or bytes. */
export function leaks(values, sources) {
  const wanted = Object.entries(values).flatMap(([what, value]) =>
    formsOf(value).map(form => ({ what, bytes: Buffer.from(form) })),
  );
  const found = new Set();
  for (const { where, text } of sources) {
    const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
    for (const { what, bytes: form } of wanted) {
      if (bytes.includes(form)) found.add(`${what} in ${where}`);
    }
  }
  return [...found].sort();
}

/** All files below a folder. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .flatMap(entry => {
      const file = path.join(entry.parentPath, entry.name);
      try {
        return [
          { where: path.relative(folder, file), text: readFileSync(file) },
        ];
      } catch {
        return []; // it was removed while we looked
      }
    });
}

/** Command lines and environments of processes. */
export function processTexts(processes) {
  return processes.flatMap(({ pid, command }) =>
    ['cmdline', 'environ'].flatMap(part => {
      try {
        return [
          {
            where: `${part} of ${command.slice(0, 120)}`,
            text: readFileSync(`/proc/${pid}/${part}`),
          },
        ];
      } catch {
        return []; // it ended while we looked
      }
    }),
  );
}

/** Keeps every answer that anything in this process gets by `fetch`, until released. */
export class AnswerRecorder {
  answers = [];
  #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = async (...call) => {
      const response = await this.#fetch(...call);
      const text = await response.clone().text();
      this.answers.push({
        where: `answer ${response.status} of ${call[1]?.method ?? 'GET'} ${
          call[0]
        }`,
        text: `${JSON.stringify([...response.headers])}\n${text}`,
      });
      return response;
    };
  }

  release() {
    globalThis.fetch = this.#fetch;
  }
}
