import {
  EventView,
  GraphDetail,
  GraphMetrics,
  GraphQuery,
  GraphSummary,
  LogLine,
  MetricRange,
  Page,
  ResourceRef,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { GraphsApi, LogQuery } from '../api';
import { FakeApi } from './FakeApi';
import { graphDetail, graphMetrics } from './graphFixtures';

/** Graphs in memory: answers with what a test put in, and remembers what was asked. */
export class FakeGraphsApi extends FakeApi<GraphsApi> implements GraphsApi {
  graphs: GraphSummary[] = [graphDetail()];
  detail: GraphDetail = graphDetail();
  metrics: GraphMetrics = graphMetrics();
  events: EventView[] = [];
  logs: LogLine[] = [];
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

  async listGraphEvents(ref: ResourceRef): Promise<readonly EventView[]> {
    await this.asked('listGraphEvents', ref);
    return this.events;
  }

  async getGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
  ): Promise<readonly LogLine[]> {
    await this.asked('getGraphLogs', ref, query);
    return this.logs;
  }

  async *followGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
  ): AsyncIterable<LogLine> {
    await this.asked('followGraphLogs', ref, query);
    yield* this.logs;
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
