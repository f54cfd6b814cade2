import { once } from 'node:events';
import { stringifyError } from '@backstage/errors';
import type { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import type { Response } from 'express';

/**
 * Sends lines as they come, one JSON object a line, no faster than the client reads. Ends when the lines end, the client
 * leaves (which aborts `signal`), or the lines fail: then the last line says why.
 */
export async function sendLines(
  res: Response,
  lines: AsyncIterable<LogLine>,
  signal: AbortSignal,
): Promise<void> {
  res.status(200).set({
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    // A proxy that buffers would show nothing until the end, which never comes
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  try {
    for await (const line of lines) {
      if (signal.aborted) break;
      if (!res.write(`${JSON.stringify(line)}\n`)) {
        await once(res, 'drain', { signal });
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    const last: LogLine = {
      replica: '',
      text: `the stream ended: ${stringifyError(error)}`,
    };
    res.write(`${JSON.stringify(last)}\n`);
  }
  res.end();
}
