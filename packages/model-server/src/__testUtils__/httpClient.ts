import { request } from 'node:http';
import { connect } from 'node:net';

/** A tensor of an answer. */
export interface AnswerTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly (number | string)[];
  readonly data: readonly number[];
  readonly parameters: { readonly binary_data_size: number };
}

/** The fields of the answers that tests look into. */
export interface AnswerDocument {
  readonly error: string;
  readonly inputs: readonly AnswerTensor[];
  readonly outputs: readonly AnswerTensor[];
  readonly predictions: readonly unknown[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The body as JSON, parsed on demand. */
  json(): AnswerDocument;
}

export interface HttpCall {
  readonly method?: string;
  readonly headers?: Record<string, string | number>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

/** One request on its own connection. */
export function call(
  port: number,
  path: string,
  { method, headers, body }: HttpCall = {},
): Promise<HttpAnswer> {
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body)
      ? body
      : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: method ?? (bytes === undefined ? 'GET' : 'POST'),
        headers,
        agent: false,
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            json: () => JSON.parse(whole.toString('utf8')),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

/** Sends bytes on a connection as they are and collects what comes back until the server closes. */
export function rawExchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(text));
    socket.on('data', chunk => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}
