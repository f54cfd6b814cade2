import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { AddressPolicy } from '@greenroom/storage-initializer';
import type {
  ClusterDriver,
  ManagedClusterDriver,
} from '@greenroom/backstage-plugin-model-serving-node';
import express, { type Router } from 'express';
import knexFactory, { type Knex } from 'knex';
import {
  testPermissionsRegistry,
  TestPolicy,
  testUserInfo,
} from '../../access/__testUtils__';
import type { DatabaseStores } from '../../store';
import { createTestStores, testService } from '../../store/__testUtils__';
import { FakeDriver, type FakeClock } from '../../testing';
import { createRouter } from '../createRouter';
import { createServices } from '../createServices';
import { openApiDocument } from '../openApiDocument';
import { DocumentCheck } from './checkAgainstDocument';
import { TestClusters } from './TestClusters';

/** Who may call in tests. */
export type Caller =
  | 'alice'
  | 'bob'
  | 'victor'
  | 'admin'
  | 'nobody'
  | 'service'
  | 'anonymous';

/** One finished audit event. */
export interface AuditRecord {
  readonly eventId: string;
  readonly severityLevel?: string;
  readonly meta: JsonObject;
  readonly outcome: 'success' | 'fail';
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into it as they expect it to be
  readonly body: any;
}

/** Compiled once per test file: that takes longer than most tests. */
export const apiDocument = new DocumentCheck(openApiDocument());

/** The whole API on an empty SQLite database, over HTTP; every answer is checked against the OpenAPI document. */
export class ApiTestBed {
  readonly policy = new TestPolicy();
  readonly audit: AuditRecord[] = [];
  readonly logger = mockServices.logger.mock();
  /** Everything that left the backend: answers and audit. */
  readonly said: string[] = [];
  readonly url: string;
  readonly stores: DatabaseStores;
  readonly clock: FakeClock;
  readonly clusters: TestClusters;
  /** `GET /deployments`, … as the router has them. */
  routes: readonly string[] = [];
  readonly #db: Knex;
  readonly #server: Server;

  private constructor(options: {
    db: Knex;
    stores: DatabaseStores;
    clock: FakeClock;
    clusters: TestClusters;
    server: Server;
    url: string;
  }) {
    this.#db = options.db;
    this.#server = options.server;
    this.stores = options.stores;
    this.clock = options.clock;
    this.clusters = options.clusters;
    this.url = options.url;
  }

  static async create(
    options: {
      driver?: ClusterDriver;
      /** Of the cluster `far`; absent: the same one. */
      farDriver?: ClusterDriver | ManagedClusterDriver;
      addresses?: AddressPolicy;
      gatewayUrl?: string;
    } = {},
  ): Promise<ApiTestBed> {
    const db = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    const { stores, clock } = await createTestStores(db);
    const app = express();
    const server = createServer(app);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const clusters = new TestClusters(
      options.driver ?? new FakeDriver(),
      options.gatewayUrl,
      options.farDriver,
    );
    const bed = new ApiTestBed({
      db,
      stores,
      clock,
      clusters,
      server,
      url: `http://127.0.0.1:${port}`,
    });
    const services = createServices({
      scaling: () => undefined,
      stores,
      clusters,
      live: { revision: () => undefined },
      policy: options.addresses ?? { allowPrivate: false, allowHosts: [] },
      auth: mockServices.auth(),
      userInfo: testUserInfo,
      permissions: bed.policy,
      permissionsRegistry: testPermissionsRegistry,
      tokensMayNeverExpire: false,
      graphs: { profile: 'greenroom', propagateHeaders: [] },
      clock,
    });
    const router = createRouter({
      ...services,
      httpAuth: mockServices.httpAuth({
        defaultCredentials: mockCredentials.none(),
      }),
      auditor: bed.#auditor(),
    });
    bed.routes = routesOf(router);
    app.use(router);
    app.use(mockErrorHandler());
    return bed;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
    await this.#db.destroy();
  }

  /** Calls the API. `body` is sent as JSON, unless it is a text. */
  async call(
    as: Caller,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...authorization(as),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body:
        body === undefined || typeof body === 'string'
          ? body
          : JSON.stringify(body),
    });
    const text = await response.text();
    this.said.push(text);
    const isJson = response.headers.get('content-type')?.includes('json');
    const parsed = text !== '' && isJson ? JSON.parse(text) : text || undefined;
    apiDocument.check(method, path.split('?')[0], response.status, parsed);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** A deployment made over the API; its answer. */
  async deploy(
    service: Parameters<typeof testService>[0],
    as: Caller = 'alice',
  ): Promise<Answer['body']> {
    const { status, body } = await this.call(
      as,
      'POST',
      '/deployments',
      testService(service),
    );
    if (status !== 201)
      throw new Error(`not deployed: ${JSON.stringify(body)}`);
    return body;
  }

  #auditor(): AuditorService {
    return mockServices.auditor.mock({
      createEvent: async ({ eventId, severityLevel, meta }) => {
        const finish = (
          outcome: AuditRecord['outcome'],
          more?: JsonObject,
          error?: Error,
        ) => {
          const record = {
            eventId,
            severityLevel,
            meta: { ...meta, ...more },
            outcome,
          };
          this.audit.push(record);
          this.said.push(JSON.stringify(record), error?.message ?? '');
        };
        return {
          success: async done => finish('success', done?.meta),
          fail: async done => finish('fail', done.meta, done.error),
        };
      },
    });
  }
}

/** Header of a caller. */
export function authorization(as: Caller): Record<string, string> {
  if (as === 'anonymous')
    return { authorization: mockCredentials.none.header() };
  if (as === 'service')
    return {
      authorization: mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('external:ci'),
        targetPluginId: 'test',
      }),
    };
  return { authorization: mockCredentials.user.header(`user:default/${as}`) };
}

interface Layer {
  readonly route?: {
    readonly path: string;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly name: string }[];
  };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** All routes of a router and the routers in it, with parameters as OpenAPI writes them. */
function routesOf(router: Router): readonly string[] {
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return walk(handle.stack ?? []);
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      return Object.keys(route.methods).map(
        method => `${method.toUpperCase()} ${path}`,
      );
    });
  return [...new Set(walk(router.stack as unknown as Layer[]))];
}
