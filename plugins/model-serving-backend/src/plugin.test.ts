import { randomBytes } from 'node:crypto';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingDriversExtensionPoint } from '@greenroom/backstage-plugin-model-serving-node';
import request from 'supertest';
import modelServingPlugin from './index';
import { eventually, FakeDriver, FakeGateway } from './testing';

const BASE = '/api/model-serving';
const resource = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', namespace: 'default' },
  spec: {
    predictor: {
      model: { modelFormat: { name: 'onnx' }, storageUri: 's3://models/iris' },
    },
  },
};

describe('modelServingPlugin', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  function driverModule(driver: FakeDriver) {
    return createBackendModule({
      pluginId: 'model-serving',
      moduleId: 'fake',
      register(env) {
        env.registerInit({
          deps: { drivers: modelServingDriversExtensionPoint },
          async init({ drivers }) {
            drivers.addDriverType('fake', () => driver);
          },
        });
      },
    });
  }

  async function start(modelServing: object = {}) {
    const gateway = await FakeGateway.create();
    cleanups.push(() => gateway.close());
    const driver = new FakeDriver({
      gateways: async () => [gateway.address()],
    });
    const data = {
      modelServing: {
        clusters: [{ name: 'local', driver: 'fake' }],
        secretKeys: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
        ...modelServing,
      },
    };
    const backend = await startTestBackend({
      features: [
        modelServingPlugin,
        driverModule(driver),
        mockServices.rootConfig.factory({ data }),
      ],
    });
    cleanups.push(() => backend.stop());
    return { backend, driver, gateway, server: backend.server };
  }

  const user = mockCredentials.user.header();

  it('serves a deployment from the request to its end', async () => {
    const { server, gateway, driver, backend } = await start();
    const created = await request(server)
      .post(`${BASE}/deployments`)
      .set('authorization', user)
      .send(resource);
    expect([created.status, created.body.error]).toEqual([201, undefined]);

    const path = `${BASE}/deployments/local/default/iris`;
    const ready = await eventually('it is ready', async () => {
      const { body } = await request(server)
        .get(path)
        .set('authorization', user);
      const detail: DeploymentDetail = body;
      return detail.state.word === 'Ready' && detail;
    });
    expect(ready.endpoints[0].url).toBe(
      'http://localhost:8080/serving/default/iris',
    );
    expect(gateway.current?.routes[0].targets).toHaveLength(1);

    const deleted = await request(server)
      .delete(path)
      .set('authorization', user);
    expect(deleted.status).toBe(202);
    await eventually('it is gone', async () => {
      const { status } = await request(server)
        .get(path)
        .set('authorization', user);
      return status === 404;
    });
    expect(gateway.current?.routes).toEqual([]);
    expect(driver.facts()).toEqual([]);

    cleanups.pop();
    await backend.stop();
    expect(driver.calls[driver.calls.length - 1]).toBe('shutdown keep');
  });

  it('names the configuration key of a driver that is not installed', async () => {
    await expect(
      start({ clusters: [{ name: 'far', driver: 'moon' }] }),
    ).rejects.toThrow(
      "modelServing.clusters[0].driver 'moon' is unknown; installed driver types: fake",
    );
  });
});
