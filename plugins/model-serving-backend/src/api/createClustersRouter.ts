import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuthorizedClusters } from '../clusters';
import { audited, type AuditedAction } from './audited';
import { callerOf } from './callers';
import { readQuery } from './QueryReader';

/** Options of {@link createClustersRouter}. */
export interface ClustersRouterOptions {
  readonly clusters: Pick<
    AuthorizedClusters,
    'list' | 'get' | 'hardwareProfiles'
  >;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of clusters: what they can do, what they have, and what is missing. */
export function createClustersRouter(options: ClustersRouterOptions): Router {
  const { clusters, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => callerOf(httpAuth, req);

  router.get('/clusters', async (req, res) => {
    readQuery(req.query, () => undefined);
    await caller(req);
    const action = fetching({ queryType: 'list' });
    const items = await audited(auditor, req, action, () => clusters.list());
    res.json({ items });
  });

  router.get('/clusters/:cluster', async (req, res) => {
    readQuery(req.query, () => undefined);
    const { cluster } = req.params;
    const { credentials } = await caller(req);
    const action = fetching({ queryType: 'by-name', cluster });
    res.json(
      await audited(auditor, req, action, () =>
        clusters.get(cluster, credentials),
      ),
    );
  });

  router.get('/clusters/:cluster/hardware-profiles', async (req, res) => {
    const namespace = readQuery(req.query, query =>
      query.required('namespace'),
    );
    const { cluster } = req.params;
    await caller(req);
    const action = fetching({
      queryType: 'hardware-profiles',
      cluster,
      namespace,
    });
    res.json(
      await audited(auditor, req, action, () =>
        clusters.hardwareProfiles(cluster, namespace),
      ),
    );
  });

  return router;
}

function fetching(meta: AuditedAction['meta']): AuditedAction {
  return { eventId: 'cluster-fetch', severityLevel: 'low', meta };
}
