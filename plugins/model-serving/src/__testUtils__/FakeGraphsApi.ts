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
import { FakeApi } from './FakeApi';
import { graphDetail, graphMetrics } from './graphFixtures';

/** Graphs in memory: answers with what a test put in, and remembers what was asked. */
export class FakeGraphsApi extends FakeApi<GraphsApi> implements GraphsApi {
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

  async listGraphs(query: GraphQuery): Promise<Page<GraphSummary>> {
    await this.asked('listGraphs', query);
    const search = (query.search ?? '').toLowerCase();
    const items = this.graphs.filter(({ title }) =>
      title.toLowerCase().includes(search),
    );
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.asked('getGraph', ref);
    return this.detail;
  }

  async getGraphMetrics(
    ref: ResourceRef,
    range: MetricRange,
  ): Promise<GraphMetrics> {
    await this.asked('getGraphMetrics', ref, range);
    return this.metrics;
  }

  async startGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.asked('startGraph', ref);
    return this.detail;
  }

  async stopGraph(ref: ResourceRef): Promise<GraphDetail> {
    await this.asked('stopGraph', ref);
    return this.detail;
  }

  async tryGraph(ref: ResourceRef, request: TryRequest): Promise<TryResponse> {
    await this.asked('tryGraph', ref, request);
    return this.tryAnswer;
  }
}
