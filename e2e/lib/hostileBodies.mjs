// Bodies that are meant to hurt, and how much they do.
import { readFileSync } from 'node:fs';
import http from 'node:http';

/** A text of 200 bytes that stands for a billion words, if somebody reads it as YAML. */
export const yamlBomb = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'
    .split('')
    .map(
      (name, i) =>
        `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`,
    ),
].join('\n');

/** An InferenceService whose spec is so many objects deep. */
export function nestedJson(depth) {
  return `{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"deep","namespace":"demo"},"spec":{"predictor":${'{"a":'.repeat(
    depth,
  )}1${'}'.repeat(depth)}}}`;
}

export function residentBytes(pid) {
  return (
    Number(
      readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)[1],
    ) * 1024
  );
}

/**
 * Sends a body of unknown length for as long as the other side takes it: `{ status, message, sent }`, `sent` in bytes.
 * Who refuses closes the connection, and what is written into a closed one may overtake the answer: then it tries again.
 */
export async function postEndlessly(url, token, limit) {
  for (let tries = 1; ; tries++) {
    const result = await postOnce(url, token, limit);
    if (result.status !== undefined || tries === 10) return result;
  }
}

function postOnce(url, token, limit) {
  return new Promise(resolve => {
    const chunk = Buffer.alloc(64 * 1024, '[');
    let sent = 0;
    let isOver = false;
    const finish = result => {
      isOver = true;
      request.destroy();
      resolve({ sent, ...result });
    };
    const request = http.request(
      url,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
        },
      },
      response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', data => {
          text += data;
        });
        response.on('end', () =>
          finish({
            status: response.statusCode,
            message: JSON.parse(text).error.message,
          }),
        );
      },
    );
    request.on('error', () => finish({}));
    const send = () => {
      if (isOver) return;
      if (sent >= limit) {
        request.end();
        return;
      }
      sent += chunk.length;
      // A turn of the event loop in between, for an answer to be seen
      if (request.write(chunk)) setImmediate(send);
      else request.once('drain', () => setImmediate(send));
    };
    send();
  });
}
