import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { SecretKeys } from '../connections';
import { audited, type AuditedAction } from './audited';
import { callerOf } from './callers';
import { readQuery } from './QueryReader';

const SECRET_KEYS: AuditedAction = {
  eventId: 'settings-fetch',
  severityLevel: 'low',
  meta: { queryType: 'secret-keys' },
};

/** Options of {@link createSettingsRouter}. */
export interface SettingsRouterOptions {
  readonly secretKeys: SecretKeys;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes about how the installation is set up, for those who run it. Permissions are decided inside the services. */
export function createSettingsRouter(options: SettingsRouterOptions): Router {
  const { secretKeys, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.get('/secret-keys', async (req, res) => {
    readQuery(req.query, () => undefined);
    const { credentials } = await callerOf(httpAuth, req);
    res.json(
      await audited(auditor, req, SECRET_KEYS, () =>
        secretKeys.view(credentials),
      ),
    );
  });

  return router;
}
