import { createInterface } from 'node:readline';
import type { IncomingMessage } from 'node:http';

/** Lines of an answer as they come; an answer that breaks off is an error. */
export async function* linesOf(answer: IncomingMessage): AsyncIterable<string> {
  const lines = createInterface({ input: answer, crlfDelay: Infinity });
  let failure: Error | undefined;
  answer.once('error', error => {
    failure = error;
    lines.close();
  });
  try {
    yield* lines;
  } finally {
    // A reader who left would keep the connection.
    answer.destroy();
  }
  if (failure) throw failure;
}
