import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  createConnectionsRouter,
  type ConnectionsRouterOptions,
} from './createConnectionsRouter';
import { callerOf } from './callers';
import { createCanaryRouter } from './createCanaryRouter';
import {
  createClustersRouter,
  type ClustersRouterOptions,
} from './createClustersRouter';
import { createCopyRouter } from './createCopyRouter';
import { createDeploymentHistoryRouter } from './createDeploymentHistoryRouter';
import {
  createDeploymentsRouter,
  type DeploymentsRouterOptions,
} from './createDeploymentsRouter';
import {
  createGraphsRouter,
  type GraphsRouterOptions,
} from './createGraphsRouter';
import {
  createOrphansRouter,
  type OrphansRouterOptions,
} from './createOrphansRouter';
import {
  createResourcesRouter,
  type ResourcesRouterOptions,
} from './createResourcesRouter';
import {
  createRuntimesRouter,
  type RuntimesRouterOptions,
} from './createRuntimesRouter';
import {
  createSettingsRouter,
  type SettingsRouterOptions,
} from './createSettingsRouter';
import {
  createTokensRouter,
  type TokensRouterOptions,
} from './createTokensRouter';
import { jsonBody } from './jsonBody';
import { openApiDocument } from './openApiDocument';
import { readQuery } from './QueryReader';

const LIMIT_BYTES = 1024 * 1024;
/** 5 MB of text to send to a model, as a JSON text in which every second character may be escaped. */
const TRY_LIMIT_BYTES = 11 * 1024 * 1024;

/** Options of {@link createRouter}: the authorized services, and who calls. */
export type RouterOptions = ResourcesRouterOptions &
  GraphsRouterOptions &
  DeploymentsRouterOptions &
  ConnectionsRouterOptions &
  RuntimesRouterOptions &
  ClustersRouterOptions &
  SettingsRouterOptions &
  OrphansRouterOptions &
  TokensRouterOptions;

/** The plugin's HTTP API, to be mounted at its base path. Its table is `API_BASE` of the common package. */
export function createRouter(options: RouterOptions): Router {
  const router = PromiseRouter();
  const document = openApiDocument();

  router.post(
    '/deployments/:cluster/:namespace/:name/try',
    jsonBody(TRY_LIMIT_BYTES),
  );
  router.post(
    '/graphs/:cluster/:namespace/:name/try',
    jsonBody(TRY_LIMIT_BYTES),
  );
  router.use(jsonBody(LIMIT_BYTES));

  router.get('/openapi.json', async (req, res) => {
    readQuery(req.query, () => undefined);
    await callerOf(options.httpAuth, req);
    res.json(document);
  });
  router.use(createDeploymentsRouter(options));
  router.use(createDeploymentHistoryRouter(options));
  router.use(createCanaryRouter(options));
  router.use(createCopyRouter(options));
  router.use(createTokensRouter(options));
  router.use(createConnectionsRouter(options));
  router.use(createRuntimesRouter(options));
  router.use(createClustersRouter(options));
  router.use(createGraphsRouter(options));
  router.use(createResourcesRouter(options));
  router.use(createSettingsRouter(options));
  router.use(createOrphansRouter(options));
  return router;
}
