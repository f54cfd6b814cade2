import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  tokenKinds,
  tokenVerbs,
  type IssuedToken,
  type TokenKind,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { JsonObject } from '@backstage/types';
import type { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { Tokens } from '../tokens';
import { audited, type AuditedAction } from './audited';
import { callerOf } from './callers';
import { refIn } from './deploymentActions';
import { NAME, pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';

/** Where tokens of a kind are made. */
const AREAS: Readonly<Record<TokenKind, string>> = {
  InferenceService: '/deployments',
  InferenceGraph: '/graphs',
};
const WEEK_S = 7 * 24 * 60 * 60;
const MAX_REQUESTS = 1_000_000;
const MAX_LIMIT_S = 24 * 60 * 60;

const placeName = z.string().regex(NAME, 'is not a name');

const tokenBody = z.strictObject({
  name: z.string(),
  also: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.enum(tokenKinds),
          namespace: placeName,
          name: placeName,
        }),
        z.strictObject({
          kind: z.literal('Namespace'),
          namespace: placeName,
        }),
      ]),
    )
    .optional(),
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

/** Routes of the tokens by which deployments and graphs are called. The audit log is told names and ids. */
export function createTokensRouter(options: TokensRouterOptions): Router {
  const { tokens, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => callerOf(httpAuth, req);

  router.get('/tokens', async (req, res) => {
    const consumer = readQuery(req.query, reader => reader.text('consumer'));
    const call = await caller(req);
    const action = fetching(consumer === undefined ? 'own' : 'by-consumer');
    const items = await audited(auditor, req, action, () =>
      tokens.listFor(consumer, call),
    );
    res.json({ items });
  });

  router.post('/tokens/:token/rotate', async (req, res) => {
    readQuery(req.query, () => undefined);
    const rotation = readBody(rotationBody, req.body ?? {});
    const call = await caller(req);
    const { token } = req.params;
    const action = mutating('rotate', { token });
    const issued = await audited(auditor, req, action, async add => {
      const made = await tokens.rotate(token, rotation, call);
      add({ ...described(made.token), token, replacedBy: made.token.id });
      return made;
    });
    sendIssued(res, issued);
  });

  router.post('/tokens/:token/revoke', async (req, res) => {
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const { token } = req.params;
    const action = mutating('revoke', { token });
    res.json(
      await audited(auditor, req, action, async add => {
        const revoked = await tokens.revoke(token, call);
        add(described(revoked));
        return revoked;
      }),
    );
  });

  for (const kind of tokenKinds) {
    const all = `${AREAS[kind]}${REF_PATH}/tokens`;

    router.get(all, async (req, res) => {
      const ref = pathRef(req.params);
      readQuery(req.query, () => undefined);
      const call = await caller(req);
      const action = fetching('by-resource', aboutIn(kind, req));
      res.json(
        await audited(auditor, req, action, () =>
          tokens.list({ kind, ref }, call),
        ),
      );
    });

    router.post(all, async (req, res) => {
      const ref = pathRef(req.params);
      readQuery(req.query, () => undefined);
      const input = readBody(tokenBody, req.body);
      const call = await caller(req);
      const action = mutating('create', aboutIn(kind, req));
      const issued = await audited(auditor, req, action, async add => {
        const made = await tokens.create({ kind, ref }, input, call);
        add(described(made.token));
        return made;
      });
      sendIssued(res, issued);
    });

    router.post(`${all}/revoke`, async (req, res) => {
      const ref = pathRef(req.params);
      readQuery(req.query, () => undefined);
      const call = await caller(req);
      const action = mutating('revoke-all', aboutIn(kind, req));
      const items = await audited(auditor, req, action, async add => {
        const revoked = await tokens.revokeAll({ kind, ref }, call);
        add({ tokens: revoked.map(({ id }) => id) });
        return revoked;
      });
      res.json({ items });
    });
  }

  return router;
}

/** It is said once: nobody on the way may keep it. */
function sendIssued(res: Response, issued: IssuedToken): void {
  res.status(201).set('Cache-Control', 'no-store').json(issued);
}

function aboutIn(kind: TokenKind, req: Request): JsonObject {
  return { kind, ref: refIn(req) };
}

/** A token, for the audit log: what it is called and what it opens. */
function described({ id, name, cluster, scopes }: TokenView): JsonObject {
  return {
    token: id,
    name,
    opens: scopes.map(scope =>
      scope.kind === 'Namespace'
        ? `${cluster}/${scope.namespace}/*`
        : `${scope.kind} ${cluster}/${scope.namespace}/${scope.name}`,
    ),
  };
}

function fetching(queryType: string, about: JsonObject = {}): AuditedAction {
  return {
    eventId: 'token-fetch',
    severityLevel: 'low',
    meta: { queryType, ...about },
  };
}

function mutating(actionType: string, about: JsonObject): AuditedAction {
  return {
    eventId: 'token-mutate',
    severityLevel: 'medium',
    meta: { actionType, ...about },
  };
}
