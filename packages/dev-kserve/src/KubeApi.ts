import { Agent, request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';

/** What the API server refuses. */
export class RefusedCall extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Calls an API server, as whom a kubeconfig says. */
export class KubeApi {
  readonly #config: KubeConfig;
  readonly #base: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(config: KubeConfig) {
    this.#config = config;
    this.#base = config.getCurrentCluster()?.server ?? '';
  }

  /** @throws RefusedCall; any error of the connection */
  async call<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: { readonly type: string; readonly value: unknown },
  ): Promise<T> {
    const options: RequestOptions = { method };
    await this.#config.applyToHTTPSOptions(options);
    const content = body && JSON.stringify(body.value);
    return new Promise((resolve, reject) => {
      const call = request(`${this.#base}${path}`, {
        ...options,
        agent: this.#agent,
        headers: {
          ...options.headers,
          ...(body && {
            'content-type': body.type,
            'content-length': Buffer.byteLength(content ?? ''),
          }),
        },
      });
      call.on('error', reject);
      call.on('response', answer => {
        const { statusCode = 0 } = answer;
        text(answer).then(answered => {
          if (statusCode < 300) resolve(JSON.parse(answered) as T);
          else reject(new RefusedCall(statusCode, `${path}: ${answered}`));
        }, reject);
      });
      call.end(content);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
