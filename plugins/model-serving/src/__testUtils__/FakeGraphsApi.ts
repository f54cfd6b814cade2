import {
  GraphDetail,
  GraphMetrics,
  GraphQuery,
  GraphSummary,
  MetricRange,
  Page,
  ResourceRef,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { GraphsApi } from '../api';
import { graphDetail, graphMetrics } from './graphFixtures';

/** Graphs in memory: answers with what a test put in, and remembers what was asked. */
export class FakeGraphsApi implements GraphsApi {
  graphs: GraphSummary[] = [graphDetail()];
  detail: GraphDetail = graphDetail();
  metrics: GraphMetrics = graphMetrics();
  tryAnswer: TryResponse = {
    status: 200,
    headers: {},
    body: '{}',
    truncated: false,
    latencyMs: 12,
  };
  /** Each call, as `[method, ...arguments]`. */
  readonly calls: (readonly unknown[])[] = [];
  /** Methods that fail, and how. */
  readonly failures = new Map<keyof GraphsApi, Error>();
  /** Methods that never answer. */
  readonly hanging = new Set<keyof GraphsApi>();

  callsOf(method: keyof GraphsApi): (readonly unknown[])[] {
    return this.calls.filter(([name]) => name === method);
  }

  async listGraphs(query: GraphQuery): Promise<Page<GraphSummary>> {
    await this.#asked('listGraphs', query);
    const search = (query.search ?? '').toLowerCase();
    const items = this.graphs.filter(({ title }) =>
      title.toLowerCase().includes(search),
    );
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.#asked('getGraph', ref);
    return this.detail;
  }

  async getGraphMetrics(
    ref: ResourceRef,
    range: MetricRange,
  ): Promise<GraphMetrics> {
    await this.#asked('getGraphMetrics', ref, range);
    return this.metrics;
  }

  async startGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.#asked('startGraph', ref);
    return this.detail;
  }

  async stopGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.#asked('stopGraph', ref);
    return this.detail;
  }

  async tryGraph(ref: ResourceRef, request: TryRequest): Promise<TryResponse> {
    await this.#asked('tryGraph', ref, request);
    return this.tryAnswer;
  }

  async #asked(method: keyof GraphsApi, ...args: unknown[]) {
    this.calls.push([method, ...args]);
    if (this.hanging.has(method)) await new Promise(() => {});
    const failure = this.failures.get(method);
    if (failure) throw failure;
  }
}
