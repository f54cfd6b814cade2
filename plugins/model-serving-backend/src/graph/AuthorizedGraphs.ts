import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  graphInvokePermission,
  graphLogsReadPermission,
  graphReadPermission,
  graphUpdatePermission,
  type EventView,
  type GraphDetail,
  type GraphMetrics,
  type GraphQuery,
  type GraphSummary,
  type LogLine,
  type MetricRange,
  type Page,
  type ResourceRef,
  type TryRequest,
  type TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KindAccess } from '../access';
import type { CallOptions, LogRequest } from '../deployments';
import { describeRef, type ResourceStore } from '../store';
import type { DefaultGraphs, Readable } from './DefaultGraphs';
import type { Graphs } from './types';

/** {@link Graphs} for whom a policy lets. What a caller may not see is not found. */
export class AuthorizedGraphs implements Graphs {
  readonly #inner: DefaultGraphs;
  readonly #resources: Pick<ResourceStore, 'get'>;
  readonly #access: KindAccess;

  constructor(options: {
    readonly inner: DefaultGraphs;
    readonly resources: Pick<ResourceStore, 'get'>;
    readonly access: KindAccess;
  }) {
    this.#inner = options.inner;
    this.#resources = options.resources;
    this.#access = options.access;
  }

  async list(
    query: GraphQuery,
    { credentials }: CallOptions,
  ): Promise<Page<GraphSummary>> {
    return this.#inner.list(
      query,
      await this.#access.visible(['InferenceGraph'], credentials),
    );
  }

  async get(ref: ResourceRef, call: CallOptions): Promise<GraphDetail> {
    await this.#demand(ref, graphReadPermission, 'read', call);
    return this.#inner.get(ref, this.#readable(call));
  }

  async metrics(
    ref: ResourceRef,
    range: MetricRange,
    call: CallOptions,
  ): Promise<GraphMetrics> {
    await this.#demand(ref, graphReadPermission, 'read', call);
    return this.#inner.metrics(ref, range);
  }

  async events(
    ref: ResourceRef,
    call: CallOptions,
  ): Promise<readonly EventView[]> {
    await this.#demand(ref, graphReadPermission, 'read', call);
    return this.#inner.events(ref);
  }

  async logs(
    ref: ResourceRef,
    request: LogRequest,
    call: CallOptions,
  ): Promise<AsyncIterable<LogLine>> {
    await this.#demand(ref, graphLogsReadPermission, 'read the logs of', call);
    return this.#inner.logs(ref, request, call.signal);
  }

  async start(ref: ResourceRef, call: CallOptions): Promise<GraphDetail> {
    await this.#demand(ref, graphUpdatePermission, 'start', call);
    return this.#inner.switch(ref, false, call, this.#readable(call));
  }

  async stop(ref: ResourceRef, call: CallOptions): Promise<GraphDetail> {
    await this.#demand(ref, graphUpdatePermission, 'stop', call);
    return this.#inner.switch(ref, true, call, this.#readable(call));
  }

  async try(
    ref: ResourceRef,
    request: TryRequest,
    call: CallOptions & { readonly signal?: AbortSignal },
  ): Promise<TryResponse> {
    await this.#demand(ref, graphInvokePermission, 'call', call);
    return this.#inner.try(ref, request, call.signal);
  }

  #readable({ credentials }: CallOptions): Readable {
    return services => this.#access.readable(services, credentials);
  }

  async #demand(
    ref: ResourceRef,
    permission: ResourcePermission,
    verb: string,
    { credentials }: { readonly credentials: BackstageCredentials },
  ): Promise<void> {
    await this.#access.of('InferenceGraph').demand({
      resource: await this.#resources.get('InferenceGraph', ref),
      described: describeRef('InferenceGraph', ref),
      permission,
      verb,
      credentials,
    });
  }
}
