import http from 'node:http';
import https from 'node:https';
import { GatewayAddressRules } from '@greenroom/backstage-plugin-model-serving-common';
import {
  createAddressGuard,
  GuardedAgents,
} from '@greenroom/storage-initializer/address';
import { cloudEventHeaders, PayloadRecord } from './cloudEvent';
import { SinkRefusal } from './payloadQueue';

/** Time for the answer of a sink, in ms. */
const answerTimeoutMs = 10_000;

/** Answers after which the same event may be taken later. */
const retriedStatuses = new Set([408, 425, 429]);

const publicOnly: GatewayAddressRules = { allowPrivate: false, allowHosts: [] };

/**
 * Posts records to the URLs of their services, within the address rules: every connection is made to a checked address,
 * and redirects are not followed.
 */
export class HttpSink {
  readonly #now: () => number;
  #rules = publicOnly;
  #agents: GuardedAgents | undefined;

  /** @param now - ms since epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Rules of the snapshot that is live; connections by other rules are not used again. */
  adopt(rules: GatewayAddressRules = publicOnly): void {
    if (JSON.stringify(rules) === JSON.stringify(this.#rules)) return;
    this.#rules = rules;
    this.close();
  }

  /** @throws SinkRefusal if the event will never be taken; any other error if it may be, later */
  async deliver(record: PayloadRecord): Promise<void> {
    const url = new URL(record.spec.url);
    const guard = createAddressGuard(this.#rules);
    this.#agents ??= guard.agents();
    try {
      await guard.check(url);
    } catch (error) {
      const { retryable } = error as { retryable?: boolean };
      if (retryable) throw error;
      throw new SinkRefusal((error as Error).message);
    }
    const status = await this.#post(url, record, this.#agents);
    if (status < 300) return;
    const message = `${url.host} answered ${status}`;
    if (status >= 500 || retriedStatuses.has(status)) throw new Error(message);
    throw new SinkRefusal(message);
  }

  /** Closes idle connections. */
  close(): void {
    this.#agents?.httpAgent.destroy();
    this.#agents?.httpsAgent.destroy();
    this.#agents = undefined;
  }

  #post(
    url: URL,
    record: PayloadRecord,
    { httpAgent, httpsAgent }: GuardedAgents,
  ): Promise<number> {
    const isTls = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isTls ? https : http).request(url, {
        method: 'POST',
        agent: isTls ? httpsAgent : httpAgent,
        timeout: answerTimeoutMs,
        headers: {
          ...cloudEventHeaders(record, this.#now()),
          'content-length': record.data.length,
        },
      });
      request.on('error', reject);
      request.on('timeout', () =>
        request.destroy(new Error(`${url.host} did not answer in time`)),
      );
      request.on('response', response => {
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      request.end(record.data);
    });
  }
}
