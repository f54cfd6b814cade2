import {
  annotations,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ManagedClusterDriver,
  ManagedObjectRef,
} from '@greenroom/backstage-plugin-model-serving-node';

/**
 * What a driver's test lends to {@link describeManagedClusterDriver}: one cluster with KServe's definitions, empty at
 * first, and the side of everybody else on it.
 * @public
 */
export interface ManagedClusterDriverTestBed {
  /** Where objects may be made. */
  readonly namespace: string;
  /** Another driver of the cluster, that has started. */
  started(): Promise<ManagedClusterDriver>;
  /** Changes an object as another tool or a controller does, status excepted. @param patch - JSON merge patch */
  edit(ref: ManagedObjectRef, patch: object): Promise<void>;
  /** A connection that the portal has: drivers are given its values. */
  readonly connection: string;
  /** What the cluster's controller writes into the status of an object. */
  report(ref: ManagedObjectRef, status: object): Promise<void>;
  /** An InferenceService that the cluster refuses for what stands at `path`. */
  refused(name: string): {
    readonly object: InferenceService;
    readonly path: string;
  };
  /** Cuts the drivers off from the cluster; resolves with the way to mend it. */
  sever(): Promise<() => Promise<void>>;
  /** Ends everything. */
  close(): Promise<void>;
}

/** How long anything may take on the slowest of clusters, in ms. */
const DEADLINE_MS = 180_000;

/**
 * The promises of `ManagedClusterDriver` as a Jest suite, for every driver alike. A driver's test file calls it once.
 * @public
 */
export function describeManagedClusterDriver(
  name: string,
  create: () => Promise<ManagedClusterDriverTestBed>,
): void {
  describe(`${name} as a ManagedClusterDriver`, () => {
    let bed: ManagedClusterDriverTestBed;
    let driver: ManagedClusterDriver;

    beforeEach(async () => {
      bed = await create();
      driver = await bed.started();
    }, DEADLINE_MS);

    afterEach(async () => {
      await driver.shutdown();
      await bed.close();
    }, DEADLINE_MS);

    const ref = () => ({
      kind: 'InferenceService' as const,
      namespace: bed.namespace,
      name: 'iris',
    });
    const made = () => driver.write('InferenceService', iris(bed.namespace));

    it('has what it wrote at once, as the cluster has it', async () => {
      const written = await made();
      expect(written.metadata.uid).not.toBe('');
      expect(written.metadata.resourceVersion).toBeDefined();
      expect(driver.object(ref())).toEqual(written);
      expect(driver.objects('InferenceService')).toEqual([written]);
    });

    it('tells of what it wrote, to other portals too', async () => {
      const other = await bed.started();
      const told = new Set<string>();
      other.observe(({ kind, namespace, name: of }) =>
        told.add(`${kind} ${namespace}/${of}`),
      );
      const { metadata } = await made();
      await until(() => other.object(ref()) !== undefined);
      expect(told).toContain(`InferenceService ${bed.namespace}/iris`);
      expect(other.object(ref())?.metadata.uid).toBe(metadata.uid);
      await other.shutdown();
    });

    it('keeps nothing of a dry run', async () => {
      const options = { dryRun: true };
      const would = await driver.write(
        'InferenceService',
        iris(bed.namespace),
        options,
      );
      expect(would.spec).toEqual(iris(bed.namespace).spec);
      expect(driver.object(ref())).toBeUndefined();
      const written = await made();
      const changed = { ...written, spec: specOf(3) };
      const then = await driver.write('InferenceService', changed, options);
      expect(then.spec.predictor.minReplicas).toBe(3);
      expect(driver.object(ref())).toEqual(written);
    });

    it('does not take a name that is taken', async () => {
      await made();
      await expect(made()).rejects.toMatchObject({ name: 'ConflictError' });
    });

    it('replaces only the version that it was given', async () => {
      const written = await made();
      await bed.edit(ref(), { spec: { predictor: { maxReplicas: 7 } } });
      const stale = { ...written, spec: specOf(3) };
      await expect(
        driver.write('InferenceService', stale),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      await until(() => driver.object(ref())?.spec.predictor.maxReplicas === 7);
      const fresh = driver.object(ref())!;
      const replaced = await driver.write('InferenceService', {
        ...fresh,
        spec: specOf(3),
      });
      expect(replaced.spec).toEqual(specOf(3));
      expect(replaced.metadata.uid).toBe(written.metadata.uid);
    });

    it('makes nothing new of what is there already', async () => {
      const written = await made();
      const told: string[] = [];
      driver.observe(changed => told.push(changed.name));
      const again = await driver.write('InferenceService', written);
      expect(again).toEqual(written);
      expect(told).toEqual([]);
    });

    it('leaves status, finalizers, labels and annotations of others alone', async () => {
      const { metadata } = await made();
      await bed.edit(ref(), {
        metadata: {
          labels: { 'team.example/cost': '7' },
          annotations: { 'tool.example/note': 'theirs' },
          finalizers: ['example.com/theirs'],
        },
      });
      await bed.report(ref(), { url: 'http://iris.example.com' });
      await until(() => driver.object(ref())?.status?.url !== undefined);
      const { resourceVersion } = driver.object(ref())!.metadata;
      const wanted = iris(bed.namespace);
      const written = await driver.write('InferenceService', {
        ...wanted,
        metadata: {
          ...wanted.metadata,
          labels: { mine: 'new' },
          resourceVersion,
        },
        spec: specOf(2),
        status: {},
      });
      expect(written.metadata).toMatchObject({
        uid: metadata.uid,
        finalizers: ['example.com/theirs'],
        annotations: { 'tool.example/note': 'theirs' },
      });
      expect(written.metadata.labels).toEqual({
        mine: 'new',
        'team.example/cost': '7',
      });
      expect(written.status?.url).toBe('http://iris.example.com');
      await bed.edit(ref(), { metadata: { finalizers: null } });
    });

    it('tells what others do', async () => {
      await made();
      const told: string[] = [];
      const stop = driver.observe(changed => told.push(changed.name));
      await bed.edit(ref(), { spec: { predictor: { minReplicas: 5 } } });
      await until(() => driver.object(ref())?.spec.predictor.minReplicas === 5);
      expect(told).toContain('iris');
      stop();
      told.length = 0;
      await bed.report(ref(), { url: 'http://iris.example.com' });
      await until(() => driver.object(ref())?.status?.url !== undefined);
      expect(told).toEqual([]);
    });

    it('says what the cluster refuses, and where', async () => {
      const { object, path } = bed.refused('bad');
      const refusal = driver.write('InferenceService', object);
      await expect(refusal).rejects.toMatchObject({ name: 'InputError' });
      await expect(refusal).rejects.toThrow(`${path}: `);
      await expect(
        driver.write('InferenceService', object, { dryRun: true }),
      ).rejects.toMatchObject({ name: 'InputError' });
      expect(driver.objects('InferenceService')).toEqual([]);
    });

    it('removes the very object that was meant, once', async () => {
      const { metadata } = await made();
      await driver.remove(ref(), 'b4ab4b3c-1111-4222-8333-444455556666');
      expect(driver.object(ref())).toBeDefined();
      await driver.remove(ref(), metadata.uid!);
      await until(() => driver.object(ref()) === undefined);
      await driver.remove(ref(), metadata.uid!);
      const next = await made();
      await driver.remove(ref(), metadata.uid!);
      expect(driver.object(ref())?.metadata.uid).toBe(next.metadata.uid);
    });

    it('shows what is being deleted until it is gone', async () => {
      const { metadata } = await made();
      await bed.edit(ref(), { metadata: { finalizers: ['example.com/wait'] } });
      await driver.remove(ref(), metadata.uid!);
      await until(
        () => driver.object(ref())?.metadata.deletionTimestamp !== undefined,
      );
      await bed.edit(ref(), { metadata: { finalizers: null } });
      await until(() => driver.object(ref()) === undefined);
    });

    it('takes back what it gave a project, once nothing names it and nobody was given it anew', async () => {
      const { namespace, connection } = bed;
      const at = { namespace, name: connection };
      const using = () =>
        driver.write('InferenceService', withConnection(namespace, connection));
      const end = async ({ metadata }: InferenceService) => {
        await driver.remove(ref(), metadata.uid!);
        await until(() => driver.object(ref()) === undefined);
      };
      const versionOf = async (known?: string) => {
        const told = await driver.takeBack(at, known);
        return told.state === 'unused' ? told.version : told.state;
      };
      expect(await versionOf()).toBe('gone');
      const first = await using();
      expect(await versionOf()).toBe('used');
      await end(first);
      const version = await versionOf();
      const second = await using();
      expect(await versionOf(version)).toBe('used');
      await end(second);
      const next = await versionOf(version);
      expect(['gone', version]).not.toContain(next);
      expect(await versionOf(next)).toBe('gone');
      expect(await versionOf()).toBe('gone');
    });

    it('holds objects of other kinds', async () => {
      const written = await driver.write('ServingRuntime', {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'ServingRuntime',
        metadata: { name: 'mine', namespace: bed.namespace },
        spec: { containers: [{ name: 'kserve-container', image: 'x/y:1' }] },
      });
      expect(driver.kinds).toContain('ServingRuntime');
      expect(driver.objects('ServingRuntime')).toEqual([written]);
      expect(driver.objects('InferenceService')).toEqual([]);
    });

    it('says since when it knows nothing new, and catches up', async () => {
      await made();
      expect(driver.problem()).toBeUndefined();
      const mend = await bed.sever();
      await until(() => driver.problem() !== undefined);
      expect(driver.problem()!.message).not.toBe('');
      expect(Date.parse(driver.problem()!.since)).not.toBeNaN();
      await bed.edit(ref(), { spec: { predictor: { minReplicas: 4 } } });
      expect(driver.object(ref())?.spec.predictor.minReplicas).toBe(1);
      await mend();
      await until(() => driver.object(ref())?.spec.predictor.minReplicas === 4);
      await until(() => driver.problem() === undefined);
    });

    it('knows a cluster and its settings', async () => {
      const { ingress, profile } = await driver.settings();
      expect(profile).toBe('kserve');
      expect(ingress.domainTemplate).toContain('.Name');
      const { capacity } = await driver.describe();
      expect(capacity.cpuCores).toBeGreaterThan(0);
    });

    it('has no facts of what does not run, and refuses calls to it', async () => {
      expect(driver.facts(ref())).toEqual([]);
      await expect(
        driver.request(`${bed.namespace}/nothing`, 'nobody', '/'),
      ).rejects.toThrow('nobody');
    });
  });
}

function iris(namespace: string): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace, labels: { mine: 'old' } },
    spec: specOf(1),
  };
}

function withConnection(namespace: string, name: string): InferenceService {
  const { metadata, ...rest } = iris(namespace);
  const notes = { [annotations.connections]: name };
  return { ...rest, metadata: { ...metadata, annotations: notes } };
}

/** With the defaults that the definitions add. */
function specOf(minReplicas: number): InferenceService['spec'] {
  return {
    predictor: {
      minReplicas,
      model: {
        modelFormat: { name: 'sklearn' },
        name: '',
        resources: {},
        storageUri: 's3://models/iris',
      },
    },
  };
}

/** Looks until it holds. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not so within ${DEADLINE_MS} ms`);
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}
