/**
 * Paths of the plugin's REST API below `/api/model-serving`. `:ref` stands for `:cluster/:namespace/:name`.
 *
 * | Route | Body → answer |
 * |---|---|
 * | `GET /deployments?cursor&limit&search&state&owner&cluster&namespace&runtime&format&orderField` | {@link DeploymentPage}; list parameters repeat; `orderField=name,asc` |
 * | `POST /deployments?cluster&dryRun` | InferenceService → 201 {@link DeploymentDetail}, or {@link DryRunResult}; header `Idempotency-Key` |
 * | `GET /deployments/:ref` | {@link DeploymentDetail} |
 * | `PATCH /deployments/:ref?dryRun` | JSON merge patch of the InferenceService; `metadata.resourceVersion` in it makes a stale write a 409 |
 * | `DELETE /deployments/:ref` | 202 |
 * | `POST /deployments/:ref/start`, `/stop` | 202 {@link DeploymentDetail} |
 * | `GET /deployments/:ref/traffic` | → {@link DeploymentTraffic} |
 * | `POST /deployments/:ref/canary` | {@link CanaryShare} → 202 {@link DeploymentDetail} |
 * | `POST /deployments/:ref/scale` | `{ minReplicas, maxReplicas? }` → 202 {@link DeploymentDetail} |
 * | `POST /deployments/:ref/copy?dryRun` | {@link CopyRequest} → 201 {@link DeploymentDetail} of the copy, or {@link CopyPreview} |
 * | `GET /deployments/:ref/events`, `/history` | `{ items }` |
 * | `GET /deployments/:ref/history/:id?against` | {@link HistoryDetail}; `against`: id of another write to compare with |
 * | `GET /deployments/:ref/revisions` | {@link RevisionList} |
 * | `POST /deployments/:ref/rollback?dryRun` | {@link RollbackTarget} → 202 {@link DeploymentDetail}, or {@link ChangeExplanation} |
 * | `GET /deployments/:ref/explain` | {@link DeploymentExplanation} |
 * | `POST /deployments/:ref/explain` | JSON merge patch → {@link ChangeExplanation}; stores nothing |
 * | `GET /deployments/:ref/logs?replica&container&tail&previous` | `{ items: LogLine[] }`; `&follow=true`: NDJSON stream |
 * | `GET /deployments/:ref/metrics?range` | {@link DeploymentMetrics} |
 * | `GET /deployments/:ref/scaling?since` | {@link ScalingQuery} → {@link DeploymentScaling} |
 * | `POST /deployments/:ref/try` | {@link TryRequest} → {@link TryResponse} |
 * | `GET /deployments/:ref/tokens` | {@link TokenList}, newest first |
 * | `POST /deployments/:ref/tokens` | {@link TokenInput} → 201 {@link IssuedToken} |
 * | `POST /deployments/:ref/tokens/revoke` | revokes all → `{ items: TokenView[] }` |
 * | `POST /tokens/:token/rotate` | {@link TokenRotation} → 201 {@link IssuedToken} |
 * | `POST /tokens/:token/revoke` | {@link TokenView} |
 * | `GET /tokens?consumer` | `{ items: TokenView[] }`: those that the caller made, or of one consumer those that the caller may see |
 * | `GET /connections?namespace&cluster&search&type&usableIn&usableBy` | `Page<ConnectionView>`; `usableIn`: also what others share with this namespace or with the owner `usableBy` |
 * | `POST /connections?dryRun` | {@link ConnectionInput} → 201 {@link ConnectionView} |
 * | `GET`, `PATCH`, `DELETE /connections/:ref` | {@link ConnectionView}; delete is refused (409) while used |
 * | `POST /connections/test` | {@link ConnectionInput} (unsaved), optional `path` → {@link ConnectionTestResult} |
 * | `POST /connections/:ref/test` | `{ path? }` → {@link ConnectionTestResult} |
 * | `GET /connections/:ref/browse?prefix&cursor` | {@link BrowsePage} |
 * | `POST /connections/:ref/rotate?dryRun` | {@link RotationInput} → {@link RotationResult} |
 * | `PUT /connections/:ref/sharing` | {@link SharingInput} → {@link ConnectionView}; 409 while somebody uses what is taken away |
 * | `GET /connections/:ref/manifest` | the Secret of Open Data Hub as YAML, with placeholders for what is secret |
 * | `POST /connections/import?cluster&namespace&dryRun` | {@link ConnectionImport} → 201 {@link ConnectionImportResult}. `namespace`: of a Secret that names none |
 * | `GET /connection-types` | `{ items: ConnectionTypeView[] }` |
 * | `GET /secret-keys` | {@link SecretKeysView} |
 * | `GET /runtimes?cluster&namespace&format` | `Page<RuntimeView>` |
 * | `GET /runtimes/:ref` | {@link RuntimeDetail}; the namespace of a cluster runtime is `-` |
 * | `POST /runtimes/:ref/enable`, `/disable` | {@link RuntimeDetail} |
 * | `POST /runtimes/:ref/duplicate` | {@link RuntimeDuplication} → 201 {@link RuntimeDetail} |
 * | `PUT /runtimes/order` | {@link RuntimeOrder} → `Page<RuntimeView>` |
 * | `GET /resources?cluster&kind&namespace&search&limit&cursor` | `Page<ResourceView>`; list parameters repeat |
 * | `GET /resources/:kind/:ref` | {@link ResourceDetail} |
 * | `PUT /resources/:kind/:ref?dryRun&onlyNew` | the resource → {@link ImportedResource}; `onlyNew` replaces nothing: another one of the name is a 409; `metadata.resourceVersion` in it makes a stale write a 409 |
 * | `DELETE /resources/:kind/:ref` | 204; refused (409) while used |
 * | `GET /resources/:kind/:ref/history` | `{ items: HistoryView[] }` |
 * | `GET /resources/:kind/:ref/history/:id?against` | {@link HistoryDetail} |
 * | `POST /resources/:kind/:ref/rollback?dryRun` | {@link RollbackTarget} with `history` → {@link ImportedResource} |
 * | `POST /import?cluster&namespace&dryRun` | {@link ImportRequest} → {@link ImportResult}; all or nothing. `namespace`: of documents that name none |
 * | `GET /export?cluster&namespace&kind&name` | YAML that `kubectl` takes |
 * | `GET /graphs?cluster&namespace&search&limit&cursor` | `Page<GraphSummary>`; list parameters repeat |
 * | `GET /graphs/:ref` | {@link GraphDetail} |
 * | `GET /graphs/:ref/metrics?range` | {@link GraphMetrics} |
 * | `GET /graphs/:ref/events` | `{ items }` |
 * | `GET /graphs/:ref/logs?replica&container&tail&previous` | as of a deployment: of the router that its cluster runs it in; none where our gateway does |
 * | `POST /graphs/:ref/start`, `/stop` | 202 {@link GraphDetail} |
 * | `GET /graphs/:ref/tokens` | {@link TokenList}, newest first |
 * | `POST /graphs/:ref/tokens` | {@link TokenInput} → 201 {@link IssuedToken} |
 * | `POST /graphs/:ref/tokens/revoke` | revokes all → `{ items: TokenView[] }` |
 * | `POST /graphs/:ref/try` | {@link TryRequest} → {@link TryResponse} |
 * | `GET /clusters` | `{ items: ClusterView[] }` |
 * | `GET /clusters/:cluster/orphans` | `{ items: OrphanView[] }`: what runs there of deployments that are not known here |
 * | `DELETE /clusters/:cluster/orphans/:namespace/:name?uid` | 202; refused (409) for what another portal made |
 * | `GET /clusters/:cluster/hardware-profiles?namespace` | {@link HardwareProfileList}: those that deployments of that project may name |
 * | `GET /clusters/:cluster` | {@link ClusterDetail}; `rights` for those who manage the settings |
 * | `GET /openapi.json` | the OpenAPI document |
 * @public
 */
export const API_BASE = '/api/model-serving';
