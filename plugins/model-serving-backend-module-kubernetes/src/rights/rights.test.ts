import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { demandRights } from './demandRights';
import {
  eventRights,
  exposureRights,
  requiredRights,
  Right,
  scalerRights,
  usageRights,
} from './requiredRights';

const gateway = { namespace: 'greenroom', service: 'greenroom-gateway' };
const folder = resolve(__dirname, '../../../../deploy/kustomize/portal-access');

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What a role in a file of `deploy/` grants, one right a line. */
function granted(file: string): readonly string[] {
  const [role] = parseAllDocuments(readFileSync(resolve(folder, file), 'utf8'));
  const { rules } = role.toJS() as { rules: readonly Rule[] };
  return rules.flatMap(
    ({ apiGroups, resources, verbs, resourceNames = [''] }) =>
      resources.flatMap(resource =>
        verbs.flatMap(verb =>
          resourceNames.map(name =>
            [apiGroups[0], resource, verb, name].join(' '),
          ),
        ),
      ),
  );
}

const line = ({ group, resource, verb, name = '' }: Right) =>
  [group, resource, verb, name].join(' ');

/** An API server that grants all but some rights. */
function client(isGranted: (right: string) => boolean) {
  return {
    json: async (_path: string, init: { body?: string } = {}) => {
      const { resourceAttributes: asked } = JSON.parse(init.body ?? '').spec;
      const { group, resource, subresource, verb, name = '' } = asked;
      const of = subresource ? `${resource}/${subresource}` : resource;
      return {
        status: {
          allowed: isGranted(
            `${asked.namespace} ${group} ${of} ${verb} ${name}`.trim(),
          ),
        },
      };
    },
  } as unknown as Parameters<typeof demandRights>[0];
}

describe('the rights of the portal', () => {
  const rights = [
    ...requiredRights(['demo'], gateway),
    ...eventRights(['demo']),
    ...usageRights(['demo']),
    ...scalerRights(['demo']),
    ...exposureRights(['demo'], 'Ingress'),
    ...exposureRights(['demo'], 'HTTPRoute'),
  ];

  it.each`
    file                     | namespace
    ${'project.yaml'}        | ${'demo'}
    ${'gateway-access.yaml'} | ${'greenroom'}
  `('are what $file grants, no more and no less', ({ file, namespace }) => {
    const needed = rights.filter(right => right.namespace === namespace);
    expect([...granted(file)].sort()).toEqual(needed.map(line).sort());
  });

  it('suffice when all are granted', async () => {
    await expect(
      demandRights(
        client(() => true),
        ['demo'],
        gateway,
      ),
    ).resolves.toBeUndefined();
  });

  it('are named when they are missing, and whom to ask for what', async () => {
    const secrets = (right: string) => !right.startsWith('demo  secrets');
    await expect(
      demandRights(client(secrets), ['demo'], gateway),
    ).rejects.toThrow(
      "create, patch, delete secrets in the namespace 'demo'. Ask who runs the cluster to bind the role 'greenroom-project'",
    );
  });

  it('are granted by roles that a Helm release may call otherwise', async () => {
    const secrets = (right: string) => !right.startsWith('demo  secrets');
    await expect(
      demandRights(client(secrets), ['demo'], gateway),
    ).rejects.toThrow(
      "(deploy/kustomize/portal-access; a Helm release of another name than 'greenroom' has that name behind it: greenroom-project-NAME)",
    );
  });

  it('that several projects lack are named once, with the projects', async () => {
    const lacks = ['a  pods/log', 'b  pods/log', 'a  secrets'];
    const logs = (right: string) =>
      lacks.every(lacking => !right.startsWith(lacking));
    await expect(
      demandRights(client(logs), ['a', 'b', 'c'], gateway),
    ).rejects.toThrow(
      "on the cluster: get pods/log in the namespaces 'a', 'b'; create, patch, delete secrets in the namespace 'a'. Ask",
    );
  });
});
