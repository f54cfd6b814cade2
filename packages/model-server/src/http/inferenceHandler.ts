import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkRequest, type Model, type ModelHost } from '../inference';
import type { ServerMetrics } from '../metrics';
import type { Answers } from './answers';
import { readBody, type Body, type BodyLimits } from './body';
import { decodeV2Request, encodeV2Answer } from './inferCodec';
import { parseBody } from './json';
import { decodeV1Request, encodeV1Answer } from './v1Codec';

/**
 * What an inference over HTTP needs.
 *
 * @public
 */
export interface InferenceHandlerOptions {
  readonly host: ModelHost;
  readonly metrics: ServerMetrics;
  readonly answers: Answers;
  readonly limits: BodyLimits;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/**
 * Answers predictions of both HTTP protocols: body, decode, check, run, encode, count.
 *
 * @public
 */
export class InferenceHandler {
  readonly #options: InferenceHandlerOptions;

  private constructor(options: InferenceHandlerOptions) {
    this.#options = options;
  }

  static create(options: InferenceHandlerOptions): InferenceHandler {
    return new InferenceHandler(options);
  }

  /** `POST /v1/models/{m}:predict` */
  predict(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): void {
    this.#handle('v1', request, response, name, undefined);
  }

  /** `POST /v2/models/{m}[/versions/{v}]/infer` */
  infer(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    version: string | undefined,
  ): void {
    this.#handle('v2', request, response, name, version);
  }

  #handle(
    protocol: 'v1' | 'v2',
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    version: string | undefined,
  ): void {
    const { host, answers, metrics, limits } = this.#options;
    const fail = (error: unknown) =>
      metrics.countRequest(protocol, answers.failure(response, error));
    readBody(request, limits, (error, body) => {
      if (body === undefined) {
        fail(error);
        return;
      }
      try {
        const model = host.find(name, version);
        const answered =
          protocol === 'v1'
            ? this.#answerV1(response, model, body)
            : this.#answerV2(response, name, model, body);
        answered.then(() => metrics.countRequest(protocol, 200), fail);
      } catch (failure) {
        fail(failure);
      }
    });
  }

  async #answerV1(
    response: ServerResponse,
    model: Model,
    body: Body,
  ): Promise<void> {
    const { host, now, metrics, answers } = this.#options;
    const start = now();
    const inputs = decodeV1Request(
      model,
      parseBody(body.json, hasLongIntegers(model)),
    );
    const wanted = checkRequest(host.name, model, { inputs });
    const decoded = now();
    const outputs = await model.predict(inputs, wanted);
    const predicted = now();
    const answer = encodeV1Answer(inputs[0].shape[0], outputs);
    answers.json(response, 200, answer);
    metrics.observeInference(start, decoded, predicted, now());
  }

  async #answerV2(
    response: ServerResponse,
    name: string,
    model: Model,
    body: Body,
  ): Promise<void> {
    const { now, metrics, answers } = this.#options;
    const start = now();
    const document = parseBody(body.json, hasLongIntegers(model));
    const request = decodeV2Request(name, model, document, body.binary);
    const wanted = checkRequest(name, model, request);
    const decoded = now();
    const outputs = await model.predict(request.inputs, wanted);
    const predicted = now();
    const answer = encodeV2Answer(name, request, outputs);
    if (typeof answer === 'string') {
      answers.json(response, 200, answer);
    } else {
      answers.send(response, 200, 'application/octet-stream', answer.body, [
        'inference-header-content-length',
        String(answer.jsonBytes),
      ]);
    }
    metrics.observeInference(start, decoded, predicted, now());
  }
}

function hasLongIntegers(model: Model): boolean {
  for (const input of model.inputs) {
    if (input.datatype === 'INT64' || input.datatype === 'UINT64') {
      return true;
    }
  }
  return false;
}
