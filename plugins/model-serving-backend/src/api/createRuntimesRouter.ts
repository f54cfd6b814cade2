import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Clusters } from '../clusters';
import type { Runtimes } from '../runtimes';
import { audited } from './audited';
import { readQuery } from './QueryReader';

/** Options of {@link createRuntimesRouter}. */
export interface RuntimesRouterOptions {
  readonly runtimes: Runtimes;
  readonly clusters: Clusters;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of what a form offers: runtimes, and clusters with what they can do. */
export function createRuntimesRouter(options: RuntimesRouterOptions): Router {
  const { runtimes, clusters, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.get('/runtimes', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      cluster: reader.text('cluster'),
      namespace: reader.text('namespace'),
      format: reader.text('format'),
    }));
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const action = {
      eventId: 'runtime-fetch',
      severityLevel: 'low' as const,
      meta: { queryType: 'list' },
    };
    res.json(
      await audited(auditor, req, action, () =>
        runtimes.list(query, { credentials }),
      ),
    );
  });

  router.get('/clusters', async (req, res) => {
    readQuery(req.query, () => undefined);
    // Names and abilities of clusters are what every form shows: whoever is signed in may see them
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    const action = {
      eventId: 'cluster-fetch',
      severityLevel: 'low' as const,
      meta: { queryType: 'list' },
    };
    const items = await audited(auditor, req, action, () => clusters.views());
    res.json({ items });
  });

  return router;
}
