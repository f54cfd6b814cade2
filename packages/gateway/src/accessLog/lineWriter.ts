import { appendFile } from 'node:fs/promises';

/** Where an access log goes that says `-`. */
export const standardOutput = '-';

/**
 * Appends to a file, or writes to the standard output. A file is opened anew for each write, so that whoever renames it
 * away gets a new one without telling anybody; several processes may append to one.
 */
export function lineWriter(target: string): (lines: string) => Promise<void> {
  if (target !== standardOutput)
    return lines => appendFile(target, lines, { mode: 0o640 });
  return lines =>
    new Promise((resolve, reject) => {
      process.stdout.write(lines, error => (error ? reject(error) : resolve()));
    });
}
