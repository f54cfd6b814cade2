import { TestDatabases } from '@backstage/backend-test-utils';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../testing';
import {
  as,
  iris,
  KEY,
  KEY_2,
  ref,
  setupControl,
} from './__testUtils__/setupControl';

const CLASS = 'serving.kserve.io/autoscalerClass';

/** Scaled by an HPA. */
function scaled(uri?: string): InferenceService {
  const service = iris({ minReplicas: 2, ...(uri ? { uri } : {}) });
  return {
    ...service,
    metadata: {
      ...service.metadata,
      annotations: { ...service.metadata.annotations, [CLASS]: 'hpa' },
    },
    spec: {
      predictor: { ...service.spec.predictor, maxReplicas: 4, scaleTarget: 60 },
    },
  };
}

describe('a deployment whose replicas an autoscaler of the cluster decides', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  const setup = async () =>
    setupControl(await databases.init('SQLITE_3'), cleanups, {
      capabilities: {
        autoscalerClasses: ['none', 'kpa', 'hpa'],
        clusterAutoscalers: ['hpa'],
      },
    });

  it('starts with its minimum, is left alone, and says who decides', async () => {
    const { stores, driver, begin, until, get } = await setup();
    const { loops } = await begin();
    await stores.resources.create('InferenceService', 'local', scaled(), as);
    await until('Ready');
    expect(driver.calls).toContain('apply iris-predictor-00001 2');
    expect(driver.scaleOf(KEY)).toEqual({
      class: 'hpa',
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: 60 },
          },
        },
      ],
    });
    driver.autoscale(KEY, 3);
    const told = await eventually('all are counted', async () => {
      const { replicas } = (await get())?.observed ?? {};
      return replicas?.ready === 3 && replicas;
    });
    expect(told).toEqual({
      ready: 3,
      desired: 3,
      min: 2,
      max: 4,
      scaledBy: {
        kind: 'HorizontalPodAutoscaler',
        name: 'iris-predictor-00001',
      },
    });
    const { length } = driver.calls;
    await loops.resync();
    expect(driver.calls.slice(length)).toEqual([]);
  });

  it('brings up as many of an update as it came to, and leaves them to it once they serve', async () => {
    const { stores, driver, begin, until, update, targets } = await setup();
    await begin();
    await stores.resources.create('InferenceService', 'local', scaled(), as);
    await until('Ready');
    driver.autoscale(KEY, 4);
    await update(scaled('s3://models/other'));
    await eventually('the update serves', () => targets()?.[0] === KEY_2);
    expect(driver.calls).toContain('apply iris-predictor-00002 4');
    await eventually('it is left', () => driver.scaleOf(KEY_2) !== undefined);
    await eventually('the old one is gone', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    expect(driver.calls).toContain('apply iris-predictor-00001 0');
  });

  it('takes the number back when nobody is to decide it, and when it stops', async () => {
    const { stores, driver, begin, until, update } = await setup();
    await begin();
    await stores.resources.create('InferenceService', 'local', scaled(), as);
    await until('Ready');
    driver.autoscale(KEY, 4);
    await update(iris({ minReplicas: 2 }));
    await eventually(
      'it has what it asks for',
      () =>
        driver.scaleOf(KEY) === undefined && driver.facts()[0].desired === 2,
    );
    expect(driver.calls).toContain('autoscaled iris-predictor-00001 4');
    await update(scaled());
    await eventually('it is left again', () => driver.scaleOf(KEY));
    await stores.resources.requestDeletion('InferenceService', ref, as);
    await eventually('it is gone', () => driver.facts().length === 0);
    expect(driver.calls.at(-1)).toBe(`remove ${KEY}`);
  });
});
