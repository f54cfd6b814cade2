// A reporter for `node --test`: one JSON document with the counts and with what failed, for a program to read.
import path from 'node:path';
import { root } from './toolchain.mjs';

/** Yields `{ counts: { pass, fail, … }, failures: [{ name, message }] }`. */
export default async function* failureReporter(events) {
  const counts = {};
  const failures = [];
  /** What was not even tried, because something around it failed. */
  const cancelled = [];
  /** Names of the suites around the next test, by their depth; a suite is told of before what is in it. */
  const around = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') around[data.nesting] = data.name;
    if (type === 'test:diagnostic' && data.nesting === 0) {
      const [, word, count] = /^(\w+) (\d+)$/.exec(data.message) ?? [];
      if (word) counts[word] = Number(count);
    }
    if (type !== 'test:fail') continue;
    const { error } = data.details;
    // A suite fails with its tests; those are named already.
    if (error.failureType === 'subtestsFailed') continue;
    const isCancelled = error.failureType === 'cancelledByParent';
    (isCancelled ? cancelled : failures).push({
      name: [
        path.relative(root, data.file ?? '.'),
        ...around.slice(0, data.nesting),
        data.name,
      ].join(' › '),
      message: String(error.cause?.stack ?? error.cause ?? error.message),
    });
  }
  yield JSON.stringify({ counts, failures: [...failures, ...cancelled] });
}
