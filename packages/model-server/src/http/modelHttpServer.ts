import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  describeModel,
  MODEL_VERSION,
  SERVER_METADATA,
  type ModelHost,
} from '../inference';
import {
  explainRefused,
  InferenceError,
  unloadRefused,
} from '../InferenceError';
import type { ServerMetrics } from '../metrics';
import { Answers } from './answers';
import { checkBodyHeaders, type BodyLimits } from './body';
import { InferenceHandler } from './inferenceHandler';
import { route, type Route } from './route';

/**
 * What the HTTP side of the server is made of.
 *
 * @public
 */
export interface ModelHttpServerOptions {
  readonly host: ModelHost;
  readonly metrics: ServerMetrics;
  readonly limits: BodyLimits;
  /** Value of the header `x-greenroom-instance`. */
  readonly instanceId?: string;
  /** Whether everything that was asked for listens; `/v2/health/ready` waits for it, the model's own readiness does not. */
  readonly isListening: () => boolean;
  /** Milliseconds a client has for a whole request. */
  readonly requestTimeoutMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Above the idle time of the gateways and load balancers in front, so that they are the ones who close. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** How often requests are held against their time limit, so how late a 408 may come. */
const TIMEOUT_CHECK_MS = 500;

/**
 * The V1 and V2 protocols over HTTP for one model.
 *
 * @public
 */
export class ModelHttpServer {
  readonly #server: Server;
  readonly #options: ModelHttpServerOptions;
  readonly #answers: Answers;
  readonly #inference: InferenceHandler;
  readonly #inferUrl: string;

  private constructor(options: ModelHttpServerOptions) {
    const { host, metrics, limits, now } = options;
    this.#options = options;
    this.#answers = Answers.create(options.instanceId, () => host.isDraining);
    this.#inference = InferenceHandler.create({
      host,
      metrics,
      limits,
      now,
      answers: this.#answers,
    });
    this.#inferUrl = `/v2/models/${encodeURIComponent(host.name)}/infer`;
    this.#server = createServer({
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs,
      headersTimeout: options.requestTimeoutMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      maxHeaderSize: 16 * 1024,
      insecureHTTPParser: false,
    });
    this.#server.on('request', this.#onRequest);
    this.#server.on('checkContinue', this.#onContinue);
    this.#server.on('clientError', this.#onClientError);
  }

  static create(options: ModelHttpServerOptions): ModelHttpServer {
    return new ModelHttpServer(options);
  }

  /**
   * Starts to listen.
   *
   * @param port - 0 lets the kernel pick
   * @returns the port
   * @throws Error when the address is taken or not ours
   */
  listen(port: number, address: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, address, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /**
   * Takes no new connections, closes idle ones, and ends when the requests in flight are answered or `deadline` passes.
   *
   * @returns whether all requests were answered
   */
  close(deadline: Promise<void>): Promise<boolean> {
    return new Promise(resolve => {
      this.#server.close(() => resolve(true));
      deadline.then(() => {
        resolve(false);
        this.#server.closeAllConnections();
      });
    });
  }

  readonly #onRequest = (
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const { method = '', url = '' } = request;
    // Nearly every request: no need to take its path apart.
    if (url === this.#inferUrl && method === 'POST') {
      const { name } = this.#options.host;
      this.#inference.infer(request, response, name, undefined);
      return;
    }
    const target = route(method, url);
    switch (target.kind) {
      case 'infer':
        this.#inference.infer(request, response, target.model, target.version);
        return;
      case 'v1Predict':
        this.#inference.predict(request, response, target.model);
        return;
      default:
    }
    request.resume();
    try {
      this.#answerOther(target, response);
    } catch (error) {
      this.#answers.failure(response, error);
    }
  };

  /** A client that asks before it sends is told at once when the body would be refused. */
  readonly #onContinue = (
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    try {
      checkBodyHeaders(request, this.#options.limits);
      response.writeContinue();
    } catch {
      // The request handler finds the same error and answers it.
    }
    this.#onRequest(request, response);
  };

  readonly #onClientError = (
    error: Error & { code?: string },
    socket:
      | Socket
      | (NodeJS.WritableStream & { destroy?(): void; writable: boolean }),
  ): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy?.();
      return;
    }
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const isHuge = error.code === 'HPE_HEADER_OVERFLOW';
    const seconds = this.#options.requestTimeoutMs / 1000;
    let text = this.#answers.raw(
      400,
      'Bad Request',
      `The request is not valid HTTP/1.1: ${error.message}`,
    );
    if (isLate) {
      text = this.#answers.raw(
        408,
        'Request Timeout',
        `The request did not arrive within ${seconds} s.`,
      );
    } else if (isHuge) {
      text = this.#answers.raw(
        431,
        'Request Header Fields Too Large',
        'The headers hold more than 16 KiB.',
      );
    }
    socket.end(text, () => socket.destroy?.());
  };

  #answerOther(target: Route, response: ServerResponse): void {
    const { host, metrics } = this.#options;
    const ok = (value: unknown) =>
      this.#answers.json(response, 200, JSON.stringify(value));
    switch (target.kind) {
      case 'alive':
        return ok({ status: 'alive' });
      case 'metrics':
        return this.#answers.send(
          response,
          200,
          'text/plain; version=0.0.4; charset=utf-8',
          metrics.format(),
        );
      case 'v1Models':
      case 'v2Models':
        return ok({ models: [host.name] });
      case 'v1Model':
        host.assertReady(target.model);
        return ok({ name: target.model, ready: true });
      case 'serverMetadata':
        return ok(SERVER_METADATA);
      case 'live':
        return ok({ live: true });
      case 'ready':
        if (!host.isReady || !this.#options.isListening()) {
          throw new InferenceError('notReady', 'Server is not ready.');
        }
        return ok({ ready: true });
      case 'repositoryIndex':
        return ok([this.#indexEntry()]);
      case 'modelMetadata':
        return ok(
          describeModel(target.model, host.find(target.model, target.version)),
        );
      case 'modelReady':
        host.assertReady(target.model, target.version);
        return ok({ name: target.model, ready: true });
      case 'load':
        host.assertReady(target.model);
        return ok({ name: target.model, load: true });
      case 'unload':
        host.assertKnown(target.model);
        throw unloadRefused(target.model);
      case 'v1Explain':
        host.assertKnown(target.model);
        throw explainRefused(target.model);
      case 'methodNotAllowed':
        return this.#answers.send(
          response,
          405,
          'application/json',
          '{"detail":"Method Not Allowed","error":"Method Not Allowed"}',
          ['allow', target.allow],
        );
      default:
        return this.#answers.json(
          response,
          404,
          '{"detail":"Not Found","error":"Not Found"}',
        );
    }
  }

  #indexEntry() {
    const { host } = this.#options;
    if (host.isReady) {
      return {
        name: host.name,
        version: MODEL_VERSION,
        state: 'Ready',
        reason: '',
      };
    }
    const reason = host.isDraining
      ? 'the server is stopping'
      : 'the model is loading';
    return {
      name: host.name,
      version: MODEL_VERSION,
      state: 'NotReady',
      reason,
    };
  }
}
