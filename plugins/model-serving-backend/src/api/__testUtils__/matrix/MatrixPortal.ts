import { randomBytes } from 'node:crypto';
import {
  DefaultAuditorService,
  type AuditorEvent,
} from '@backstage/backend-defaults/auditor';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { modelServingDriversExtensionPoint } from '@greenroom/backstage-plugin-model-serving-node';
import modelServingPlugin from '../../../index';
import { FakeDriver, FakeGateway } from '../../../testing';
import { pluginTokens } from '../pluginTokens';
import { TestBucket } from '../TestBucket';
import { headerOf, matrixPolicy, userInfo, type Role } from './people';

/** An answer of the API. */
export interface MatrixAnswer {
  readonly status: number;
  readonly text: string;
  // Tests look into it as they expect it to be
  readonly body: any;
}

/** The whole plugin behind the real permission framework, on two clusters that cost nothing, with a bucket. */
export class MatrixPortal {
  /** What the auditor was told since {@link MatrixPortal.forget}. */
  readonly audit: AuditorEvent[] = [];
  readonly bucket: TestBucket;
  readonly #gateway: FakeGateway;
  readonly #backend: TestBackend;

  private constructor(parts: {
    readonly bucket: TestBucket;
    readonly gateway: FakeGateway;
    readonly backend: TestBackend;
    readonly audit: AuditorEvent[];
  }) {
    this.bucket = parts.bucket;
    this.#gateway = parts.gateway;
    this.#backend = parts.backend;
    this.audit = parts.audit;
  }

  static async create(): Promise<MatrixPortal> {
    const audit: AuditorEvent[] = [];
    const bucket = await TestBucket.create();
    const gateway = await FakeGateway.create();
    const backend = await startTestBackend({
      features: [
        modelServingPlugin,
        drivers(gateway),
        permissionPlugin,
        matrixPolicy,
        pluginTokens,
        userInfo,
        auditorInto(audit),
        mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
        mockServices.rootConfig.factory({
          data: {
            permission: { enabled: true },
            modelServing: {
              clusters: [
                { name: 'local', driver: 'fake' },
                { name: 'far', driver: 'fake' },
              ],
              namespaces: ['demo', 'prod'],
              addresses: { allowHosts: [bucket.host] },
              secretKeys: [
                { id: 'k', key: randomBytes(32).toString('base64') },
              ],
            },
          },
        }),
      ],
    });
    return new MatrixPortal({ bucket, gateway, backend, audit });
  }

  /** Calls the API. A text is sent as it is. */
  async call(
    role: Role,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<MatrixAnswer> {
    const port = this.#backend.server.port();
    const response = await fetch(
      `http://localhost:${port}/api/model-serving${path}`,
      {
        method,
        headers: {
          ...headerOf(role),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    };
  }

  /**
   * Makes what a test needs, as another system: what names no owner is then nobody's.
   * @throws Error with the answer, if that fails
   */
  async make(method: string, path: string, body: unknown): Promise<void> {
    const { status, text } = await this.call('service', method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  }

  /** Forgets what was audited so far. */
  forget(): void {
    this.audit.length = 0;
  }

  async close(): Promise<void> {
    await this.#backend.stop();
    await this.#gateway.close();
    await this.bucket.close();
  }
}

function drivers(gateway: FakeGateway) {
  return createBackendModule({
    pluginId: 'model-serving',
    moduleId: 'fake',
    register(env) {
      env.registerInit({
        deps: { types: modelServingDriversExtensionPoint },
        async init({ types }) {
          types.addDriverType(
            'fake',
            () =>
              new FakeDriver({
                gateways: async () => [
                  // Nothing listens there: a call that is allowed ends at once
                  { ...gateway.address(), publicUrl: 'http://127.0.0.1:1' },
                ],
              }),
          );
        },
      });
    },
  });
}

/** The real auditor, which writes into a list. */
function auditorInto(audit: AuditorEvent[]) {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {
      auth: coreServices.auth,
      httpAuth: coreServices.httpAuth,
      plugin: coreServices.pluginMetadata,
    },
    factory: deps =>
      DefaultAuditorService.create(event => {
        if (event.plugin === 'model-serving') audit.push(event);
      }, deps),
  });
}
