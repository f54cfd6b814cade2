// What failed, in the words that the end of a test run repeats: whoever reads only its last lines should know what to do.
import path from 'node:path';

/** More than these are only counted. */
const mostFailures = 30;

/** Lines of one message. */
const mostLines = 8;

/** Characters of one line of it. */
const mostCharacters = 200;

/**
 * Failures in a report that jest wrote with `--json`.
 * @returns a list of `{ name, message }`; a suite that could not even be loaded is one as a whole
 */
export function failuresOfJest(report, root) {
  return report.testResults.flatMap(suite => {
    const file = path.relative(root, suite.name);
    const failed = suite.assertionResults.filter(
      ({ status }) => status === 'failed',
    );
    if (failed.length === 0 && suite.status === 'failed')
      return [{ name: file, message: suite.message }];
    return failed.map(({ ancestorTitles, title, failureMessages }) => ({
      name: [file, ...ancestorTitles, title].join(' › '),
      message: failureMessages.join('\n'),
    }));
  });
}

/** A list of failures as text, short: messages without colours and without the stack below them. */
export function listFailures(failures) {
  if (failures.length === 0) return '';
  const lines = failures
    .slice(0, mostFailures)
    .flatMap(({ name, message }) => [
      `✗ ${name}`,
      ...shorten(message).map(line => `    ${line}`),
    ]);
  const more = failures.length - mostFailures;
  if (more > 0) lines.push(`✗ and ${more} more`);
  return `\nFailed:\n${lines.join('\n')}\n`;
}

function shorten(message) {
  const lines = message
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .map(line => line.trimEnd().slice(0, mostCharacters))
    .filter(line => line.trim() !== '' && !/^\s*at /.test(line));
  // The first lines say what was expected; programs say last what went wrong.
  return lines.length <= mostLines
    ? lines
    : [
        ...lines.slice(0, mostLines / 2),
        '…',
        ...lines.slice(-mostLines / 2 + 1),
      ];
}
