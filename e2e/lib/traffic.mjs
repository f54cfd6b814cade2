// Requests that run beside a fault, to see whether anybody notices.
import http from 'node:http';

const IRIS = JSON.stringify({
  inputs: [
    {
      name: 'input',
      datatype: 'FP32',
      shape: [1, 4],
      data: [7.0, 3.2, 4.7, 1.4],
    },
  ],
});

/** Calls a V2 endpoint from several connections until stopped; keeps every answer that is not the right one. */
export class Traffic {
  total = 0;
  failures = [];
  #running = true;
  #loops;
  #agent;
  #headers;

  constructor(inferUrl, { connections = 4, headers } = {}) {
    this.#headers = headers;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections });
    this.#loops = Array.from({ length: connections }, () =>
      this.#loop(inferUrl),
    );
  }

  async #loop(inferUrl) {
    while (this.#running) {
      const answer = await predict(
        inferUrl,
        IRIS,
        this.#agent,
        this.#headers,
      ).catch(error => ({ status: 0, text: error.message }));
      this.total++;
      if (answer.status !== 200 || !answer.text.includes('"label"'))
        this.failures.push(`${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }

  /** Resolves once `count` more requests were answered. */
  async more(count) {
    const target = this.total + count;
    while (this.total < target)
      await new Promise(resolve => setTimeout(resolve, 10));
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }
}

export function predict(url, body = IRIS, agent = undefined, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text,
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
