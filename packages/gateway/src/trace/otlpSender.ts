import http from 'node:http';
import https from 'node:https';
import { otlpBody } from './otlp';
import { Span, SpanAttributes } from './span';

/** Time for the collector's answer, in ms. */
const answerTimeoutMs = 10_000;

/** Where spans go. */
export interface OtlpTarget {
  /** For example `http://localhost:4318`; `/v1/traces` is added. */
  readonly endpoint: string;
  /** Headers of every request, as in `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who makes the spans. */
  readonly resource: SpanAttributes;
}

/** Posts spans to a collector as OTLP/HTTP in JSON. The operator names it, so no address rules apply. */
export class OtlpSender {
  readonly #target: OtlpTarget;
  readonly #url: URL;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor(target: OtlpTarget) {
    this.#target = target;
    this.#url = new URL(`${target.endpoint.replace(/\/+$/, '')}/v1/traces`);
    const isTls = this.#url.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = isTls ? new https.Agent(options) : new http.Agent(options);
    this.#request = isTls ? https.request : http.request;
  }

  /** @throws if the collector did not take them */
  send(spans: readonly Span[]): Promise<void> {
    const body = otlpBody(spans, this.#target.resource);
    return new Promise((resolve, reject) => {
      const request = this.#request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        timeout: answerTimeoutMs,
        headers: {
          ...this.#target.headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      });
      request.on('error', reject);
      request.on('timeout', () =>
        request.destroy(new Error('the collector did not answer in time')),
      );
      request.on('response', response => {
        const { statusCode = 0 } = response;
        response.on('error', reject);
        response.on('end', () => {
          if (statusCode < 300) resolve();
          else reject(new Error(`the collector answered ${statusCode}`));
        });
        response.resume();
      });
      request.end(body);
    });
  }

  /** Closes idle connections. */
  close(): void {
    this.#agent.destroy();
  }
}

/** Reads `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,name=value`, values percent-encoded. */
export function readOtlpHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap(part => {
    const at = part.indexOf('=');
    if (at < 1) return [];
    const name = part.slice(0, at).trim().toLowerCase();
    return [[name, decodeURIComponent(part.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}
