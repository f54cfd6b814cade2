import type { V1Deployment, V1Service } from '@kubernetes/client-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { untilPasses } from '../__testUtils__/untilPasses';
import {
  applyObject,
  deleteObject,
  mergeObject,
  readObject,
  resourceTypes,
} from '../client';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(120_000);

/** A control plane applies what it has whenever it is told of something. */
onCluster('what somebody does to our objects by hand', () => {
  let bed: ClusterTestBed;
  let driver: KubernetesDriver;
  let told: string[];

  beforeAll(async () => {
    bed = await ClusterTestBed.create();
    driver = await bed.started('portal');
    told = [];
    driver.observe(key => told.push(key));
  });

  afterAll(() => bed?.close());

  const at = (name: string) => ({ namespace: bed.namespace, name });
  const read = async (name: string) =>
    (await readObject<V1Deployment>(
      bed.client,
      resourceTypes.Deployment,
      at(name),
    ))!;

  it('is taken back where it is ours, and stays where it is not', async () => {
    const spec = bed.revision('iris');
    await driver.apply(spec, 0);
    told.splice(0);
    // Without a replica, nothing but the Deployment tells of it
    await applyObject(
      bed.client,
      resourceTypes.Deployment,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: at(spec.name),
        spec: {
          template: {
            metadata: { annotations: { theirs: 'stays' } },
            spec: {
              containers: [
                {
                  name: 'kserve-container',
                  image: 'somebody/else:1',
                  env: [{ name: 'THEIRS', value: 'stays' }],
                },
              ],
            },
          },
        },
      } as object,
      'somebody',
    );
    await untilPasses(async () => expect(told).toContain(spec.key));
    await driver.apply(spec, 0);
    const { spec: found } = await read(spec.name);
    const [server] = found!.template.spec!.containers;
    expect(server.image).toBe(spec.pod.spec.containers![0].image);
    expect(server.env).toContainEqual({ name: 'THEIRS', value: 'stays' });
    expect(found!.template.metadata!.annotations).toMatchObject({
      theirs: 'stays',
    });
  });

  it('is taken back by a portal that comes later', async () => {
    const spec = bed.revision('later');
    await driver.apply(spec, 0);
    await mergeObject(bed.client, resourceTypes.Deployment, at(spec.name), {
      spec: { progressDeadlineSeconds: 601 },
    });
    const next = await bed.started('portal');
    await next.apply(spec, 0);
    expect((await read(spec.name)).spec!.progressDeadlineSeconds).toBe(600);
  });

  it('is missed when all is looked at: a Service that was deleted', async () => {
    const spec = bed.revision('gone');
    await driver.apply(spec, 0);
    const service = at('gone-predictor');
    await deleteObject(bed.client, resourceTypes.Service, service);
    await driver.inventory.list();
    await driver.apply(spec, 0);
    const found = await readObject<V1Service>(
      bed.client,
      resourceTypes.Service,
      service,
    );
    expect(found?.spec?.selector).toEqual({ app: 'isvc.gone-predictor' });
  });

  it('is missed by the pods that lack it: a Secret that was deleted', async () => {
    bed.values = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
    const spec = {
      ...bed.revision('keys'),
      model: { uri: 's3://models/iris', connection: 'bucket' },
    };
    const secret = at(`${spec.name}-storage`);
    const replicas = () =>
      driver.facts(spec.service).flatMap(facts => facts.replicas);
    await driver.apply(spec, 1);
    await untilPasses(async () => expect(replicas()).toHaveLength(1));
    await deleteObject(bed.client, resourceTypes.Secret, secret);
    await bed.deletePod(replicas()[0].id);
    const lacks = () => JSON.stringify(driver.facts(spec.service));
    await untilPasses(async () =>
      expect(lacks()).toContain(`secret \\"${secret.name}\\" not found`),
    );
    await driver.apply(spec, 1);
    await untilPasses(async () => expect(lacks()).not.toContain('not found'));
  });
});
