import {
  BrowsePage,
  CanaryShare,
  ChangeExplanation,
  ClusterDetail,
  ClusterView,
  ConnectionImportResult,
  ConnectionInput,
  ConnectionSharing,
  ConnectionTestResult,
  ConnectionView,
  DeploymentDetail,
  DeploymentExplanation,
  DeploymentMetrics,
  DeploymentPage,
  DeploymentQuery,
  DeploymentScaling,
  DeploymentTraffic,
  DryRunResult,
  EventView,
  HardwareProfileList,
  HistoryDetail,
  HistoryView,
  InferenceService,
  LogLine,
  MetricRange,
  Page,
  ResourceRef,
  RevisionDetail,
  RevisionList,
  RollbackTarget,
  RotationInput,
  RotationResult,
  RuntimeView,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ConnectionPatch,
  DeploymentPatch,
  LogQuery,
  ModelServingApi,
  RequestOptions,
} from '../api';
import { FakeApi } from './FakeApi';
import { changeExplanation, deploymentExplanation } from './explanations';
import {
  clusterDetail,
  clusterView,
  connectionView,
  deploymentDetail,
  deploymentMetrics,
  deploymentSummary,
  runtimeView,
  stoppedSummary,
} from './fixtures';

/** A backend in memory: answers with what a test put in, and remembers what was asked. */
export class FakeModelServingApi
  extends FakeApi<ModelServingApi>
  implements ModelServingApi
{
  deployments = [deploymentSummary(), stoppedSummary()];
  detail = deploymentDetail();
  connections: ConnectionView[] = [connectionView()];
  runtimes: RuntimeView[] = [runtimeView()];
  clusters: ClusterView[] = [clusterView()];
  clusterDetail: ClusterDetail = clusterDetail();
  hardwareProfiles: HardwareProfileList = {
    items: [],
    namespaces: [],
    problems: [],
  };
  events: EventView[] = [];
  history: HistoryView[] = [];
  historyDetails: Partial<HistoryDetail> = {};
  revisions: RevisionDetail[] = [];
  /** Whose they are, where the portal keeps none. */
  revisionSource: RevisionList['source'];
  explanation = deploymentExplanation();
  change = changeExplanation();
  traffic: DeploymentTraffic = { items: [] };
  logs: LogLine[] = [];
  metrics: DeploymentMetrics = deploymentMetrics();
  scaling: DeploymentScaling = { items: [] };
  keptScaling: DeploymentScaling = { items: [] };
  dryRun: Partial<DryRunResult> = {};
  folders: Record<string, BrowsePage> = {};
  testResult: ConnectionTestResult = { ok: true, steps: [], message: '' };
  rotation: RotationResult = {
    rotated: false,
    connection: connectionView(),
    deployments: [],
    others: 0,
    message: 'Nothing uses it.',
  };
  tryAnswer: TryResponse = {
    status: 200,
    headers: {},
    body: '{}',
    truncated: false,
    latencyMs: 12,
  };

  /** Each write and each list query, as `[method, ...arguments]`. */
  readonly calls: (readonly unknown[])[] = [];

  async listDeployments(query: DeploymentQuery): Promise<DeploymentPage> {
    await this.asked('listDeployments', query);
    const matching = this.deployments.filter(
      ({ state, title }) =>
        (!query.states?.length || query.states.includes(state.code)) &&
        title.toLowerCase().includes((query.search ?? '').toLowerCase()),
    );
    const limit = query.limit ?? 50;
    const from = Number(query.cursor ?? 0);
    const count = (code: string) =>
      this.deployments.filter(({ state }) => state.code === code).length;
    return {
      items: matching.slice(from, from + limit),
      totalItems: matching.length,
      pageInfo: {
        nextCursor:
          from + limit < matching.length ? String(from + limit) : undefined,
      },
      counters: {
        all: this.deployments.length,
        ready: count('ready'),
        failed: count('failed'),
        stopped: count('stopped'),
        unowned: this.deployments.filter(({ owner }) => !owner).length,
      },
    };
  }

  async getDeployment(ref: ResourceRef): Promise<DeploymentDetail> {
    await this.asked('getDeployment', ref);
    return this.detail;
  }

  async previewNewDeployment(
    cluster: string,
    resource: InferenceService,
  ): Promise<DryRunResult> {
    await this.asked('previewNewDeployment', cluster, resource);
    return { resource, errors: [], warnings: [], ...this.dryRun };
  }

  async previewDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
  ): Promise<DryRunResult> {
    await this.asked('previewDeployment', ref, patch);
    return {
      resource: this.detail.resource,
      errors: [],
      warnings: [],
      ...this.dryRun,
    };
  }

  async patchDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
  ): Promise<DeploymentDetail> {
    await this.asked('patchDeployment', ref, patch);
    return this.detail;
  }

  async deleteDeployment(ref: ResourceRef): Promise<void> {
    await this.asked('deleteDeployment', ref);
  }

  async startDeployment(ref: ResourceRef): Promise<DeploymentDetail> {
    await this.asked('startDeployment', ref);
    return this.detail;
  }

  async stopDeployment(ref: ResourceRef): Promise<DeploymentDetail> {
    await this.asked('stopDeployment', ref);
    return this.detail;
  }

  async scaleDeployment(
    ref: ResourceRef,
    bounds: { minReplicas: number; maxReplicas?: number },
  ): Promise<DeploymentDetail> {
    await this.asked('scaleDeployment', ref, bounds);
    return this.detail;
  }

  async setCanary(
    ref: ResourceRef,
    share: CanaryShare,
  ): Promise<DeploymentDetail> {
    await this.asked('setCanary', ref, share);
    return this.detail;
  }

  async getTraffic(ref: ResourceRef): Promise<DeploymentTraffic> {
    await this.asked('getTraffic', ref);
    return this.traffic;
  }

  async listEvents(ref: ResourceRef): Promise<readonly EventView[]> {
    await this.asked('listEvents', ref);
    return this.events;
  }

  async listHistory(ref: ResourceRef): Promise<readonly HistoryView[]> {
    await this.asked('listHistory', ref);
    return this.history;
  }

  async getHistoryEntry(
    ref: ResourceRef,
    entry: { id: number; against?: number },
  ): Promise<HistoryDetail> {
    await this.asked('getHistoryEntry', ref, entry);
    const view = this.history.find(({ id }) => id === entry.id);
    if (!view) throw new Error(`no write ${entry.id}`);
    const against = this.history.find(({ id }) => id === entry.against);
    return { ...view, against, ...this.historyDetails };
  }

  async listRevisions(ref: ResourceRef): Promise<RevisionList> {
    await this.asked('listRevisions', ref);
    const { revisionSource: source } = this;
    return source
      ? { items: this.revisions, kept: 0, source }
      : { items: this.revisions, kept: 10 };
  }

  async rollBackDeployment(
    ref: ResourceRef,
    target: RollbackTarget,
  ): Promise<DeploymentDetail> {
    await this.asked('rollBackDeployment', ref, target);
    return this.detail;
  }

  async previewRollback(
    ref: ResourceRef,
    target: RollbackTarget,
  ): Promise<ChangeExplanation> {
    await this.asked('previewRollback', ref, target);
    return this.change;
  }

  async explainDeployment(ref: ResourceRef): Promise<DeploymentExplanation> {
    await this.asked('explainDeployment', ref);
    return this.explanation;
  }

  async explainChange(
    ref: ResourceRef,
    patch: DeploymentPatch,
  ): Promise<ChangeExplanation> {
    await this.asked('explainChange', ref, patch);
    return this.change;
  }

  async getLogs(
    ref: ResourceRef,
    query: LogQuery,
  ): Promise<readonly LogLine[]> {
    await this.asked('getLogs', ref, query);
    return this.logs;
  }

  async *followLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine> {
    await this.asked('followLogs', ref, query);
    for (const line of this.logs) {
      if (options?.signal?.aborted) {
        return;
      }
      yield line;
    }
  }

  async getScaling(
    ref: ResourceRef,
    since?: string,
  ): Promise<DeploymentScaling> {
    await this.asked('getScaling', ref, since);
    return since === undefined ? this.scaling : this.keptScaling;
  }

  async getMetrics(
    ref: ResourceRef,
    range: MetricRange,
  ): Promise<DeploymentMetrics> {
    await this.asked('getMetrics', ref, range);
    return this.metrics;
  }

  async tryDeployment(
    ref: ResourceRef,
    request: TryRequest,
  ): Promise<TryResponse> {
    await this.asked('tryDeployment', ref, request);
    return this.tryAnswer;
  }

  async listConnections(query: {
    namespace?: string;
    usableIn?: string;
  }): Promise<Page<ConnectionView>> {
    await this.asked('listConnections', query);
    const { namespace, usableIn } = query;
    const items = this.connections.filter(({ ref, resource }) => {
      const { namespaces = [] } = resource.spec.sharedWith ?? {};
      return (
        (!namespace || ref.namespace === namespace) &&
        (!usableIn || [ref.namespace, ...namespaces].includes(usableIn))
      );
    });
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async testConnection(
    ref: ResourceRef,
    path?: string,
  ): Promise<ConnectionTestResult> {
    await this.asked('testConnection', ref, path);
    return this.testResult;
  }

  async testNewConnection(
    connection: ConnectionInput,
    path?: string,
  ): Promise<ConnectionTestResult> {
    await this.asked('testNewConnection', connection, path);
    return this.testResult;
  }

  async createConnection(input: ConnectionInput): Promise<ConnectionView> {
    await this.asked('createConnection', input);
    const { cluster = 'local', namespace, name, type, title = name } = input;
    const ref = { cluster, namespace, name };
    const { resource } = connectionView();
    const made = connectionView({
      ref,
      title,
      resource: {
        ...resource,
        metadata: { name, namespace },
        spec: { ...resource.spec, type },
      },
    });
    this.connections = [...this.connections, made];
    return made;
  }

  async patchConnection(
    ref: ResourceRef,
    patch: ConnectionPatch,
  ): Promise<ConnectionView> {
    await this.asked('patchConnection', ref, patch);
    return this.connections[0];
  }

  async rotateConnection(
    ref: ResourceRef,
    input: RotationInput,
    options: { dryRun?: boolean } = {},
  ): Promise<RotationResult> {
    await this.asked('rotateConnection', ref, input, options.dryRun === true);
    return {
      ...this.rotation,
      rotated: !options.dryRun && this.rotation.test?.ok !== false,
      test:
        Object.keys(input.values).length > 0 ? this.rotation.test : undefined,
    };
  }

  async shareConnection(
    ref: ResourceRef,
    sharing: ConnectionSharing,
  ): Promise<ConnectionView> {
    await this.asked('shareConnection', ref, sharing);
    return this.connections[0];
  }

  async getConnectionManifest(ref: ResourceRef): Promise<string> {
    await this.asked('getConnectionManifest', ref);
    return 'kind: Secret\n';
  }

  async importConnection(
    yaml: string,
    where: { namespace?: string },
  ): Promise<ConnectionImportResult> {
    await this.asked('importConnection', yaml, where);
    return { connection: this.connections[0], warnings: [] };
  }

  async deleteConnection(ref: ResourceRef): Promise<void> {
    await this.asked('deleteConnection', ref);
  }

  async browseConnection(
    ref: ResourceRef,
    query: { prefix: string; cursor?: string },
  ): Promise<BrowsePage> {
    await this.asked('browseConnection', ref, query);
    return (
      this.folders[query.prefix] ?? {
        prefix: query.prefix,
        folders: [],
        files: [],
      }
    );
  }

  async listRuntimes(query: object): Promise<Page<RuntimeView>> {
    await this.asked('listRuntimes', query);
    return {
      items: this.runtimes,
      totalItems: this.runtimes.length,
      pageInfo: {},
    };
  }

  async listClusters(): Promise<readonly ClusterView[]> {
    await this.asked('listClusters');
    return this.clusters;
  }

  async getCluster(name: string): Promise<ClusterDetail> {
    await this.asked('getCluster', name);
    return this.clusterDetail;
  }

  async listHardwareProfiles(place: object): Promise<HardwareProfileList> {
    await this.asked('listHardwareProfiles', place);
    return this.hardwareProfiles;
  }
}
