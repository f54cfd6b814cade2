import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  V1Deployment,
  V1Pod,
  V1PodSpec,
  V1Service,
} from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import {
  modelCredentials,
  NO_CREDENTIALS,
  renderDeployment,
  renderService,
} from '.';

interface Example {
  readonly deployments: readonly V1Deployment[];
  readonly services: readonly V1Service[];
  readonly pods: readonly V1Pod[];
}

/** What KServe 0.20 wrote for a service: facts to compare with. */
function example(name: string): Example {
  const file = join(
    __dirname,
    '../__fixtures__/kserve-objects',
    `${name}.yaml`,
  );
  const all = parseAllDocuments(readFileSync(file, 'utf8')).map(document =>
    document.toJS(),
  );
  const ofKind = (kind: string) => all.filter(object => object.kind === kind);
  return {
    deployments: ofKind('Deployment'),
    services: ofKind('Service'),
    pods: ofKind('Pod'),
  };
}

/** The revision whose pod is what KServe's Deployment asks for, before its webhook. */
function revisionOf(
  deployment: V1Deployment,
  more: Partial<RevisionSpec>,
): RevisionSpec {
  const { labels = {}, annotations = {} } = deployment.spec!.template.metadata!;
  const [service, component] = deployment.metadata!.name!.split('-');
  const {
    restartPolicy,
    terminationGracePeriodSeconds,
    dnsPolicy,
    schedulerName,
    securityContext,
    serviceAccount,
    ...spec
  } = deployment.spec!.template.spec!;
  return {
    key: `demo/${service}-${component}-00001`,
    name: `${service}-${component}-00001`,
    service: {
      cluster: 'test',
      kind: 'InferenceService',
      namespace: 'demo',
      name: service,
    },
    serviceUid: 'uid-1',
    component: component as RevisionSpec['component'],
    pod: { labels, annotations, spec: spec as RevisionSpec['pod']['spec'] },
    modelName: service,
    protocol: 'v1',
    ...more,
  } as RevisionSpec;
}

const settings = {
  storageInitializer: { image: 'kserve/storage-initializer:latest' },
  drainSeconds: 0,
  gatewayHost: 'gateway.svc',
};

describe('objects of a revision, beside those of KServe', () => {
  it.each(['custom-container', 'transformer'])(
    'gives the pods of %s the same spec',
    name => {
      for (const theirs of example(name).deployments) {
        const ours = renderDeployment(revisionOf(theirs, {}), {
          replicas: 1,
          credentials: NO_CREDENTIALS,
          settings,
        });
        expect(ours.spec!.template.spec).toEqual(theirs.spec!.template.spec);
        expect(ours.spec!.template.metadata!.labels).toMatchObject(
          theirs.spec!.template.metadata!.labels!,
        );
        expect(ours.spec!.template.metadata!.annotations).toEqual(
          theirs.spec!.template.metadata!.annotations,
        );
        expect(ours.spec).toMatchObject({
          strategy: theirs.spec!.strategy,
          revisionHistoryLimit: theirs.spec!.revisionHistoryLimit,
          progressDeadlineSeconds: theirs.spec!.progressDeadlineSeconds,
        });
      }
    },
  );

  it.each(['sklearn-s3', 'custom-container', 'transformer'])(
    'gives the components of %s the same Services',
    name => {
      const { deployments, services } = example(name);
      for (const theirs of services) {
        const deployment = deployments.find(
          known => known.metadata!.name === theirs.metadata!.name,
        )!;
        const ours = renderService(revisionOf(deployment, {}));
        expect(ours.metadata!.name).toBe(theirs.metadata!.name);
        expect(ours.metadata!.annotations).toEqual(
          theirs.metadata!.annotations,
        );
        expect(ours.metadata!.labels).toMatchObject(theirs.metadata!.labels!);
        expect(ours.spec).toEqual(theirs.spec);
      }
    },
  );

  it('brings a model as the webhook of KServe does, with the keys in a Secret of its own', () => {
    const { deployments, pods } = example('sklearn-s3');
    const revision = revisionOf(deployments[0], {
      model: { uri: 's3://models/iris', connection: 'models-s3' },
    });
    const credentials = modelCredentials(revision, {
      AWS_ACCESS_KEY_ID: 'reader',
      AWS_SECRET_ACCESS_KEY: 'not-a-real-secret',
      AWS_S3_ENDPOINT: 'http://minio.storage:9000',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_S3_BUCKET: 'models',
    });
    const ours = podSpecOf(
      renderDeployment(revision, { replicas: 2, credentials, settings }),
    );
    const theirs = pods[0].spec!;
    const [init] = ours.initContainers!;
    const [theirInit] = theirs.initContainers!;
    expect({ ...init, env: [] }).toEqual({ ...theirInit, env: [] });
    expect(ours.volumes).toEqual(theirs.volumes);
    expect(ours.containers[0].volumeMounts).toEqual(
      theirs.containers[0].volumeMounts,
    );
    expect(init.env!.map(({ name }) => name).sort()).toEqual(
      theirInit.env!.map(({ name }) => name).sort(),
    );
    const variables = new Map(
      theirInit.env!.map(({ name, value }) => [name, value]),
    );
    for (const name of ['S3_USE_HTTPS', 'S3_ENDPOINT', 'AWS_ENDPOINT_URL'])
      expect(credentials.secret!.stringData![name]).toBe(variables.get(name));
    expect(init.env).toContainEqual({
      name: 'AWS_SECRET_ACCESS_KEY',
      valueFrom: {
        secretKeyRef: {
          name: 'iris-predictor-00001-storage',
          key: 'AWS_SECRET_ACCESS_KEY',
        },
      },
    });
    expect(JSON.stringify(ours)).not.toContain('not-a-real-secret');
  });

  it("gives Google's key as a file, and never as a variable", () => {
    const revision = revisionOf(example('sklearn-s3').deployments[0], {
      model: { uri: 'gs://models/iris', connection: 'models-gcs' },
    });
    const credentials = modelCredentials(revision, {
      'gcloud-application-credentials.json': '{"type":"service_account"}',
    });
    const spec = podSpecOf(
      renderDeployment(revision, { replicas: 1, credentials, settings }),
    );
    const [init] = spec.initContainers!;
    expect(init.env).toContainEqual({
      name: 'GOOGLE_APPLICATION_CREDENTIALS',
      value: '/var/secrets/gcloud-application-credentials.json',
    });
    expect(init.env!.filter(({ valueFrom }) => valueFrom)).toEqual([]);
    expect(init.volumeMounts).toContainEqual({
      name: 'user-gcp-sa',
      mountPath: '/var/secrets/',
      readOnly: true,
    });
    expect(spec.volumes).toContainEqual({
      name: 'user-gcp-sa',
      secret: {
        secretName: 'iris-predictor-00001-storage',
        items: [
          {
            key: 'gcloud-application-credentials.json',
            path: 'gcloud-application-credentials.json',
          },
        ],
      },
    });
    // Nobody but the initializer sees it.
    expect(spec.containers[0].volumeMounts).not.toContainEqual(
      expect.objectContaining({ name: 'user-gcp-sa' }),
    );
  });
});

function podSpecOf(deployment: V1Deployment): V1PodSpec {
  return deployment.spec!.template.spec!;
}
