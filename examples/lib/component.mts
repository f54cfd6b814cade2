// What a component of a KServe service needs, with nothing but Node: arguments, a server for the V1 protocol, and calls
// to the predictor. Shared by the transformer and the explainer of these examples.
import http from 'node:http';
import { parseArgs } from 'node:util';

/** Arguments that KServe gives transformers and explainers. */
export interface ComponentArguments {
  readonly modelName: string;
  /** Host of the predictor, with port and path where it has them. */
  readonly predictorHost: string;
  readonly port: number;
}

export function readArguments(
  args: string[] = process.argv.slice(2),
): ComponentArguments {
  const { values } = parseArgs({
    args,
    options: {
      model_name: { type: 'string' },
      predictor_host: { type: 'string' },
      http_port: { type: 'string', default: process.env.PORT ?? '8080' },
      // A Node process has one thread for requests; more replicas do what more workers would.
      workers: { type: 'string' },
    },
  });
  const { model_name: modelName, predictor_host: predictorHost } = values;
  if (!modelName || !predictorHost) {
    console.error('--model_name and --predictor_host are needed');
    process.exit(1);
  }
  return { modelName, predictorHost, port: Number(values.http_port) };
}

/** An answer other than 200, with the sentence that the caller gets. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Headers of a request, as Node reads them: lower case. */
export type Headers = http.IncomingHttpHeaders;

/** What belongs to a request's identity and trace goes on to the predictor; nothing else does. */
const PASSED_ON =
  /^(authorization|x-request-id|traceparent|tracestate|b3|x-b3-.*)$/;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** A model by the Open Inference Protocol: rows of numbers in, a label and probabilities out. */
export class Predictor {
  readonly #url: string;

  constructor({ predictorHost, modelName }: ComponentArguments) {
    this.#url = `http://${predictorHost}/v2/models/${modelName}/infer`;
  }

  async classify(
    rows: readonly (readonly number[])[],
    headers: Headers,
  ): Promise<{ label: number; probabilities: number[] }[]> {
    const { outputs } = await this.#infer(rows, headers);
    const data = (name: string) =>
      outputs.find(output => output.name === name)?.data ?? [];
    const labels = data('label');
    const probabilities = data('probabilities');
    const classes = probabilities.length / rows.length;
    return rows.map((_, i) => ({
      label: labels[i],
      probabilities: probabilities.slice(i * classes, (i + 1) * classes),
    }));
  }

  async #infer(
    rows: readonly (readonly number[])[],
    headers: Headers,
  ): Promise<{ outputs: { name: string; data: number[] }[] }> {
    const passedOn = Object.entries(headers).flatMap(([name, value]) =>
      PASSED_ON.test(name) && typeof value === 'string' ? [[name, value]] : [],
    );
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          ...Object.fromEntries(passedOn),
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          inputs: [
            {
              name: 'input',
              datatype: 'FP32',
              shape: [rows.length, rows[0].length],
              data: rows.flat(),
            },
          ],
        }),
      });
    } catch (error) {
      throw new Problem(502, `the predictor cannot be reached: ${error}`);
    }
    const text = await response.text();
    // What the predictor refuses, the caller has to know; what fails there is no fault of the caller.
    if (!response.ok) {
      throw new Problem(
        response.status === 503 || response.status < 500
          ? response.status
          : 502,
        `the predictor answered ${response.status}: ${text.slice(0, 500)}`,
      );
    }
    return JSON.parse(text);
  }
}

/** Serves one verb of the V1 protocol: `POST /v1/models/{model}:{verb}` with `{ "instances": [...] }`. */
export function serve(options: {
  readonly component: ComponentArguments;
  readonly verb: 'predict' | 'explain';
  readonly answer: (instances: unknown[], headers: Headers) => Promise<object>;
}): void {
  const { component, verb, answer } = options;
  const model = `/v1/models/${component.modelName}`;
  const server = http.createServer(async (request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const path = request.url?.split('?')[0];
      if (request.method === 'GET' && (path === '/' || path === model)) {
        send(200, { name: component.modelName, ready: true });
      } else if (request.method === 'POST' && path === `${model}:${verb}`) {
        send(200, await answer(await readInstances(request), request.headers));
      } else {
        send(404, { error: `there is only POST ${model}:${verb}` });
      }
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error);
      send(error instanceof Problem ? error.status : 500, {
        error: error instanceof Problem ? error.message : 'internal error',
      });
    }
  });
  server.listen(component.port, process.env.HOST ?? '127.0.0.1', () => {
    console.log(`${verb} of ${component.modelName} on port ${component.port}`);
  });
  // The server finishes what it was sent; when nothing is left, the process ends by itself.
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => server.close());
}

async function readInstances(
  request: http.IncomingMessage,
): Promise<unknown[]> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES)
      throw new Problem(413, `the body has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  let body: { instances?: unknown };
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Problem(400, 'the body is not JSON');
  }
  const instances = body?.instances;
  if (!Array.isArray(instances) || instances.length === 0)
    throw new Problem(400, 'instances: expected a list that is not empty');
  return instances;
}
