import { ServiceUnavailableError } from '@backstage/errors';
import type { V1Pod } from '@kubernetes/client-node';
import type { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import { callPod, KubeClient, resourceTypes } from '../client';
import type { GatewaySettings } from '../config';
import { ObjectCache, ObjectCacheOptions } from '../watch';
import { controlToken } from './controlToken';

/** Port of a gateway's control listener, as in `deploy/kustomize/gateway`. */
const CONTROL_PORT = 8081;
const CONTAINER = 'gateway';
const TOKEN_HEADER = 'x-greenroom-control-token';

/** What {@link GatewayPods} are made of. */
export interface GatewayPodsOptions
  extends Pick<ObjectCacheOptions<V1Pod>, 'sleep' | 'random' | 'listener'> {
  readonly client: KubeClient;
  readonly settings: GatewaySettings;
  /** How long callers wait for a gateway that is not there yet, in ms. */
  readonly waitMs: number;
}

/** The gateway's pods on a cluster, each called by way of the API server: the cluster needs no way back to the portal. */
export class GatewayPods {
  readonly #options: GatewayPodsOptions;
  readonly #token: string;
  readonly #waiting = new Set<() => void>();
  #pods: ObjectCache<V1Pod> | undefined;

  private constructor(options: GatewayPodsOptions, token: string) {
    this.#options = options;
    this.#token = token;
  }

  /** @throws KubeApiError; any error of the connection */
  static async start(options: GatewayPodsOptions): Promise<GatewayPods> {
    const { client, settings, listener, sleep, random } = options;
    const gateways = new GatewayPods(
      options,
      await controlToken(client, settings),
    );
    gateways.#pods = await ObjectCache.start<V1Pod>({
      client,
      sleep,
      random,
      type: resourceTypes.Pod,
      namespace: settings.namespace,
      labelSelector: `app.kubernetes.io/name=${settings.service}`,
      listener: {
        ...listener,
        onChange: (pod, before) => {
          listener.onChange(pod, before);
          for (const wake of [...gateways.#waiting]) wake();
        },
      },
    });
    return gateways;
  }

  /**
   * Those that run, those that end included: they still serve what they have.
   * @throws ServiceUnavailableError with the reason, after some seconds without
   */
  async addresses(): Promise<readonly GatewayAddress[]> {
    const end = Date.now() + this.#options.waitMs;
    for (;;) {
      const running = this.#running();
      if (running.length > 0) return running;
      const left = end - Date.now();
      if (left <= 0) throw new ServiceUnavailableError(this.#reason());
      await this.#changed(left);
    }
  }

  async close(): Promise<void> {
    await this.#pods?.close();
  }

  #running(): readonly GatewayAddress[] {
    return [...(this.#pods?.values() ?? [])].flatMap(pod => {
      const container = pod.status?.containerStatuses?.find(
        ({ name }) => name === CONTAINER,
      );
      return container?.state?.running
        ? [this.#addressOf(pod, container.restartCount)]
        : [];
    });
  }

  #addressOf({ metadata }: V1Pod, restarts: number): GatewayAddress {
    const { client, settings } = this.#options;
    const { namespace, service, url } = settings;
    const name = metadata?.name ?? '';
    return {
      // A container that is started again is another gateway: its counters begin anew.
      id: `${name}/${restarts}`,
      publicUrl: url ?? `http://${service}.${namespace}.svc.cluster.local`,
      request: (path, init = {}) =>
        callPod(client, { namespace, name, port: CONTROL_PORT }, path, {
          ...init,
          headers: {
            [TOKEN_HEADER]: this.#token,
            ...(init.body === undefined
              ? {}
              : { 'content-type': 'application/json' }),
          },
        }),
    };
  }

  #reason(): string {
    const { namespace, service } = this.#options.settings;
    const pods = [...(this.#pods?.values() ?? [])];
    if (pods.length === 0) {
      return `there is no gateway: the namespace '${namespace}' has no pod with the label app.kubernetes.io/name=${service}; install deploy/kustomize/gateway`;
    }
    const waits = pods.flatMap(
      ({ status }) => status?.containerStatuses?.[0]?.state?.waiting ?? [],
    )[0];
    const why = waits ? `: ${waits.reason} ${waits.message ?? ''}`.trim() : '';
    return `no gateway of the namespace '${namespace}' runs yet${why}`;
  }

  #changed(limitMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(done, limitMs);
      const waiting = this.#waiting;
      function done() {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
      waiting.add(done);
    });
  }
}
