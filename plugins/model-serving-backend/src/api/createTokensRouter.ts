import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { tokenVerbs } from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { TokenCall, Tokens } from '../tokens';
import { audited, type AuditedAction } from './audited';
import { refIn } from './deploymentActions';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';

const ALL = `/deployments${REF_PATH}/tokens`;
const WEEK_S = 7 * 24 * 60 * 60;
const MAX_REQUESTS = 1_000_000;
const MAX_LIMIT_S = 24 * 60 * 60;

const tokenBody = z.strictObject({
  name: z.string(),
  consumer: z.string().optional(),
  verbs: z.array(z.enum(tokenVerbs)).optional(),
  expiresAt: z.string().optional(),
  limit: z
    .strictObject({
      requests: z.int().min(1).max(MAX_REQUESTS),
      seconds: z.int().min(1).max(MAX_LIMIT_S),
    })
    .optional(),
});

const rotationBody = z.strictObject({
  overlapSeconds: z.int().min(0).max(WEEK_S).optional(),
});

/** Options of {@link createTokensRouter}. */
export interface TokensRouterOptions {
  readonly tokens: Tokens;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of the tokens by which deployments are called. The audit log is told names and ids. */
export function createTokensRouter(options: TokensRouterOptions): Router {
  const { tokens, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = async (req: Request): Promise<TokenCall> => ({
    credentials: await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/tokens', async (req, res) => {
    const consumer = readQuery(req.query, reader => reader.text('consumer'));
    const call = await caller(req);
    const action = fetching(consumer === undefined ? 'own' : 'by-consumer');
    const items = await audited(auditor, req, action, () =>
      tokens.listFor(consumer, call),
    );
    res.json({ items });
  });

  router.get(ALL, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('by-deployment', req), () =>
        tokens.list(ref, call),
      ),
    );
  });

  router.post(ALL, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const input = readBody(tokenBody, req.body);
    const call = await caller(req);
    const issued = await audited(
      auditor,
      req,
      mutating('create', req),
      async add => {
        const made = await tokens.create(ref, input, call);
        add({ token: made.token.id, name: made.token.name });
        return made;
      },
    );
    // It is said once: nobody on the way may keep it
    res.status(201).set('Cache-Control', 'no-store').json(issued);
  });

  router.post(`${ALL}/revoke`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const items = await audited(
      auditor,
      req,
      mutating('revoke-all', req),
      async add => {
        const revoked = await tokens.revokeAll(ref, call);
        add({ tokens: revoked.map(({ id }) => id) });
        return revoked;
      },
    );
    res.json({ items });
  });

  router.post(`${ALL}/:token/rotate`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const rotation = readBody(rotationBody, req.body ?? {});
    const call = await caller(req);
    const { token } = req.params;
    const issued = await audited(
      auditor,
      req,
      mutating('rotate', req),
      async add => {
        const made = await tokens.rotate(ref, token, rotation, call);
        add({ token, replacedBy: made.token.id, name: made.token.name });
        return made;
      },
    );
    res.status(201).set('Cache-Control', 'no-store').json(issued);
  });

  router.post(`${ALL}/:token/revoke`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const { token } = req.params;
    res.json(
      await audited(auditor, req, mutating('revoke', req), async add => {
        const revoked = await tokens.revoke(ref, token, call);
        add({ token, name: revoked.name });
        return revoked;
      }),
    );
  });

  return router;
}

function fetching(queryType: string, req?: Request): AuditedAction {
  return {
    eventId: 'token-fetch',
    severityLevel: 'low',
    meta: { queryType, ...(req && { ref: refIn(req) }) },
  };
}

function mutating(actionType: string, req: Request): AuditedAction {
  return {
    eventId: 'token-mutate',
    severityLevel: 'medium',
    meta: { actionType, ref: refIn(req) },
  };
}
