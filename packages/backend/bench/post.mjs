import { request } from 'node:http';

/** Sends JSON, resolves with `{ status, body }`; rejects where no answer came. */
export function post(url, json, agent = false) {
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(json),
        },
      },
      response => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', text => {
          body += text;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, body }),
        );
        response.on('error', reject);
      },
    );
    sending.on('error', reject);
    sending.end(json);
  });
}
