import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type {
  KubernetesObject,
  V1ConfigMap,
  V1Deployment,
} from '@kubernetes/client-node';
import { parseAllDocuments, stringify } from 'yaml';
import { hasHelm, kubectl, onCluster, ROOT, withChart } from './__testUtils__';

jest.setTimeout(600_000);

/** Without Helm this is counted as skipped, which CI takes for a failure. */
const withHelm = hasHelm ? onCluster : describe.skip;
/** What the chart installs. */
const FOLDERS = ['gateway', 'portal-access', 'portal'];

interface Installed extends KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const objectsOf = (text: string): Installed[] =>
  parseAllDocuments(text)
    .map(document => document.toJS())
    .filter(object => object !== null);

const kustomized = (folder: string) =>
  kubectl('kustomize', resolve(ROOT, 'deploy/kustomize', folder));

/** By kind, namespace and name. */
const byName = (objects: readonly Installed[]) =>
  Object.fromEntries(
    objects.map(object => {
      const { kind, metadata } = object;
      return [`${kind} ${metadata.namespace ?? ''}/${metadata.name}`, object];
    }),
  );

const isDeployment = (object: Installed): object is Installed & V1Deployment =>
  object.kind === 'Deployment';

const isConfigMap = (object: Installed): object is Installed & V1ConfigMap =>
  object.kind === 'ConfigMap';

/** With helm's defaults for what is not said. */
async function rendered(
  namespace: string,
  values: object = {},
  release: string = 'greenroom',
): Promise<Installed[]> {
  const where = ['--namespace', namespace, '--kube-version', '1.30'];
  return objectsOf(await withChart('template', release, values, ...where));
}

/** Has the API server look at objects as it would at real ones, strictly, in a namespace that is there meanwhile. */
async function accepted(objects: readonly Installed[]): Promise<string> {
  const namespace = `schema-${randomBytes(3).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'schema-'));
  const file = join(folder, 'objects.yaml');
  await kubectl('create', 'namespace', namespace);
  try {
    const moved = objects.map(object => {
      const { metadata } = object;
      return metadata.namespace === undefined
        ? object
        : { ...object, metadata: { ...metadata, namespace } };
    });
    await writeFile(file, moved.map(object => stringify(object)).join('---\n'));
    return await kubectl(
      ...['apply', '--server-side', '--force-conflicts', '--dry-run=server'],
      ...['--validate=strict', '-o', 'name', '-f', file],
    );
  } finally {
    await kubectl('delete', 'namespace', namespace, '--wait=false');
    await rm(folder, { recursive: true });
  }
}

onCluster('what deploy/ installs', () => {
  it.each([...FOLDERS, 'portal-access-kserve'])(
    'is accepted by the API server as it is: %s',
    async folder => {
      const objects = objectsOf(await kustomized(folder));
      const names = (await accepted(objects)).trim().split('\n');
      expect(names).toHaveLength(objects.length);
    },
  );

  it('is not accepted with a field that nobody knows', async () => {
    const objects = objectsOf(await kustomized('portal'));
    const wrong = objects.map(object => ({ ...object, speck: {} }));
    await expect(accepted(wrong)).rejects.toThrow(/unknown field|speck/);
  });

  it('runs nothing as root, with a file system to write to, or with rights to gain', async () => {
    const texts = await Promise.all(FOLDERS.map(kustomized));
    const deployments = texts.flatMap(objectsOf).filter(isDeployment);
    expect(deployments).toHaveLength(2);
    for (const { spec } of deployments) {
      const pod = spec?.template.spec;
      expect(pod?.containers.length).toBeGreaterThan(0);
      expect(pod?.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of pod?.containers ?? []) {
        expect(container).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          lifecycle: { preStop: expect.anything() },
          readinessProbe: expect.anything(),
          livenessProbe: expect.anything(),
        });
      }
    }
  });
});

withHelm('the chart', () => {
  it('renders what kustomize renders, but for the namespace', async () => {
    const texts = await Promise.all(FOLDERS.map(kustomized));
    const expected = texts
      .flatMap(objectsOf)
      .filter(({ kind }) => kind !== 'Namespace');
    expect(byName(await rendered('greenroom'))).toEqual(byName(expected));
  });

  it('puts everything into the namespace of the release, the account in the bindings too', async () => {
    const objects = await rendered('models', { projects: ['team-a'] });
    expect(JSON.stringify(objects)).not.toMatch(/"namespace":"greenroom"/);
    const binding = objects.find(
      ({ kind, metadata }) =>
        kind === 'RoleBinding' && metadata.namespace === 'team-a',
    );
    expect(binding).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'greenroom-project' },
      subjects: [{ name: 'greenroom-portal', namespace: 'models' }],
    });
  });

  it('changes what the values say, and nothing else', async () => {
    const config = { modelServing: { namespaces: ['team-b'] } };
    const service = {
      type: 'LoadBalancer',
      annotations: { 'example.com/internal': 'true' },
    };
    const toleration = { key: 'edge', operator: 'Exists' };
    const objects = byName(
      await rendered('greenroom', {
        imagePullSecrets: ['registry'],
        gateway: {
          replicas: 3,
          image: { repository: 'registry.example/gateway', tag: '1.2.3' },
          resources: { limits: { memory: '2Gi' } },
          nodeSelector: { pool: 'edge' },
          tolerations: [toleration],
          service,
        },
        portal: { secretName: 'of-the-vault', config },
      }),
    );
    expect(objects['Deployment greenroom/greenroom-gateway']).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: {
            imagePullSecrets: [{ name: 'registry' }],
            nodeSelector: { pool: 'edge' },
            tolerations: [toleration],
            containers: [
              {
                image: 'registry.example/gateway:1.2.3',
                resources: {
                  requests: { cpu: '100m', memory: '192Mi' },
                  limits: { memory: '2Gi' },
                },
              },
            ],
          },
        },
      },
    });
    expect(objects['Service greenroom/greenroom-gateway']).toMatchObject({
      metadata: { annotations: service.annotations },
      spec: { type: 'LoadBalancer' },
    });
    expect(objects['Deployment greenroom/greenroom-portal']).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { envFrom: [{ secretRef: { name: 'of-the-vault' } }] },
            ],
          },
        },
      },
    });
    const [map] = Object.values(objects).filter(isConfigMap);
    expect(map.metadata?.name).toBe('greenroom-portal');
    const [said] = objectsOf(map.data?.['site.yaml'] ?? '');
    expect(said).toEqual(config);
    expect(map.data?.['app-config.yaml']).toContain('inCluster: true');
    await expect(accepted(Object.values(objects))).resolves.toBeTruthy();
  });

  it('has roles of its own as a release of another name', async () => {
    const values = { projects: ['team-a'] };
    const wide = (objects: readonly Installed[]) =>
      objects
        .filter(({ kind }) => kind.startsWith('ClusterRole'))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const usual = wide(await rendered('greenroom', values));
    const objects = await rendered('models', values, 'second');
    expect(usual.length).toBeGreaterThan(4);
    expect(wide(objects)).toEqual(usual.map(name => `${name}-second`));
    const bound = objects.flatMap(({ kind, ...object }) =>
      'roleRef' in object ? [[kind, object.roleRef]] : [],
    );
    const role = (kind: string, name: string) =>
      expect.objectContaining({ kind, name });
    expect(bound).toEqual([
      ['ClusterRoleBinding', role('ClusterRole', 'greenroom-nodes-second')],
      ['RoleBinding', role('Role', 'greenroom-gateway-access')],
      ['RoleBinding', role('ClusterRole', 'greenroom-project-second')],
    ]);
  });

  it('has another pod of the portal where its configuration is another, and only there', async () => {
    const template = async (portal: object, gateway: object = {}) => {
      const objects = await rendered('greenroom', { portal, gateway });
      return byName(objects)['Deployment greenroom/greenroom-portal'];
    };
    const config = { modelServing: { namespaces: ['team-a'] } };
    const first = await template({ config });
    expect(await template({ config }, { replicas: 3 })).toEqual(first);
    const other = { modelServing: { namespaces: ['team-b'] } };
    expect(await template({ config: other })).not.toEqual(first);
    expect(
      await template({
        config,
        gatewayUrl: 'https://models.example',
        images: { modelServer: 'registry.example/model-server:1' },
      }),
    ).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [
                  { name: 'GREENROOM_NAMESPACE' },
                  {
                    name: 'GREENROOM_GATEWAY_URL',
                    value: 'https://models.example',
                  },
                  {
                    name: 'GREENROOM_MODEL_SERVER_IMAGE',
                    value: 'registry.example/model-server:1',
                  },
                ],
              },
            ],
          },
        },
      },
    });
  });

  it('leaves the portal out where it runs elsewhere', async () => {
    const objects = await rendered('greenroom', { portal: { enabled: false } });
    const deployments = objects.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual([
      'greenroom-gateway',
    ]);
  });
});
