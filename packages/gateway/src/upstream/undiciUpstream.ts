import { PassThrough } from 'node:stream';
import { Dispatcher, errors, Pool } from 'undici';
import {
  Upstream,
  UpstreamAddress,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
} from './types';

class UndiciCall implements UpstreamCall, Dispatcher.DispatchHandler {
  readonly options: Dispatcher.DispatchOptions;
  readonly #handler: UpstreamHandler;
  readonly #body: PassThrough | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;

  constructor(request: UpstreamRequest, handler: UpstreamHandler) {
    this.#handler = handler;
    const headers = [...request.headers];
    if (request.body !== undefined && !Buffer.isBuffer(request.body)) {
      this.#body = new PassThrough();
      this.#body.on('drain', () => {
        if (!this.#isOver) this.#handler.onDrain();
      });
      // Destroyed with the call; the call tells why.
      this.#body.on('error', () => {});
      const length = request.body.contentLength;
      if (length !== undefined) headers.push('content-length', `${length}`);
    }
    this.options = {
      method: request.method as Dispatcher.HttpMethod,
      path: request.path,
      headers,
      body: this.#body ?? (request.body as Buffer | undefined) ?? null,
    };
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) {
      controller.abort(new errors.RequestAbortedError());
      return;
    }
    if (this.#body) this.#handler.onReady();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
  ): void {
    if (this.#isOver || status < 200) return;
    this.#handler.onHead(status, textOf(controller.rawHeaders));
    this.#handler.onFlush();
  }

  onResponseData(
    _controller: Dispatcher.DispatchController,
    chunk: Buffer,
  ): void {
    if (this.#isOver) return;
    this.#handler.onData(Buffer.from(chunk));
    this.#handler.onFlush();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onEnd(textOf(controller.rawTrailers));
  }

  onResponseError(
    _controller: Dispatcher.DispatchController | undefined,
    error: Error,
  ): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onFailure(failureOf(error));
  }

  write(chunk: Buffer): boolean {
    return this.#body?.write(chunk) ?? true;
  }

  end(): void {
    this.#body?.end();
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#isOver = true;
    this.#controller?.abort(new errors.RequestAbortedError());
    this.#body?.destroy();
  }
}

/** The reference implementation, on undici: slower, and what the native one is compared with. */
export class UndiciUpstream implements Upstream {
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  static create(address: UpstreamAddress): UndiciUpstream {
    const host = address.host.includes(':')
      ? `[${address.host}]`
      : address.host;
    return new UndiciUpstream(
      new Pool(`http://${host}:${address.port}`, {
        // The gateway has its own timers.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: 1_000 },
        pipelining: 1,
      }),
    );
  }

  dispatch(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const call = new UndiciCall(request, handler);
    if (request.isUpgrade) {
      process.nextTick(() =>
        call.onResponseError(
          undefined,
          new errors.NotSupportedError('this client has no WebSocket'),
        ),
      );
      return call;
    }
    this.#pool.dispatch(call.options, call);
    return call;
  }

  close(): void {
    this.#pool.close(() => {});
  }
}

function textOf(
  raw: Dispatcher.DispatchController['rawHeaders'],
): readonly string[] {
  return Array.isArray(raw) ? raw.map(part => part.toString('latin1')) : [];
}

function failureOf(error: Error & { code?: string }): UpstreamFailure {
  const code = error.code ?? '';
  let kind: UpstreamFailure['kind'] = 'reset';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ECONNREFUSED')
    kind = 'unreachable';
  else if (error instanceof errors.NotSupportedError) kind = 'protocol';
  else if (code.startsWith('HPE_') || error instanceof errors.HTTPParserError)
    kind = 'protocol';
  return { kind, wasStale: false, message: error.message };
}
