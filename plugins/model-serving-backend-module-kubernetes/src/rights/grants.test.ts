import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  ServingKind,
  servingKinds,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { PolicyRule } from '../__testUtils__/LimitedAccount';
import type { ResourceType } from '../client';
import { examineKServeRights, examineRights } from './examineRights';

const FOLDERS = resolve(__dirname, '../../../../deploy/kustomize');
const ACCOUNT = '--serviceaccount=greenroom:greenroom-portal';
const kinds = new Map<ServingKind, ResourceType>(
  (Object.keys(servingKinds) as ServingKind[]).map(kind => [
    kind,
    {
      apiVersion: servingKinds[kind].apiVersions[0],
      kind,
      plural: `${kind.toLowerCase()}s`,
    },
  ]),
);

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: { readonly name: string };
}

/** Of folders of `deploy/kustomize`: roles, bindings that they make, and commands that their comments name. */
function deployed(...folders: readonly string[]) {
  const texts = folders.flatMap(folder =>
    readdirSync(resolve(FOLDERS, folder)).map(file =>
      readFileSync(resolve(FOLDERS, folder, file), 'utf8'),
    ),
  );
  const manifests = texts.flatMap(text =>
    parseAllDocuments(text).map(document => document.toJS() as Manifest),
  );
  const commands = texts.flatMap(text =>
    text
      .replace(/ \\\n# +/g, ' ')
      .split('\n')
      .filter(line => line.startsWith('#   kubectl create '))
      .map(line => line.replace('#   ', '')),
  );
  return {
    rulesOf: (role: string) =>
      manifests
        .filter(({ metadata }) => metadata?.name === role)
        .flatMap(({ rules = [] }) => rules),
    bindingOf: (role: string) =>
      manifests.find(({ roleRef }) => roleRef?.name === role),
    commands,
  };
}

const plain = deployed('portal-access', 'portal-account');
const kserve = deployed('portal-access-kserve', 'portal-account');

/** An API server that grants nothing. */
const client = {
  json: async () => ({ status: { allowed: false } }),
} as unknown as Parameters<typeof examineRights>[0];

const onPlain = (watchesCluster: boolean) =>
  examineRights(client, {
    namespaces: ['demo'],
    gateway: { namespace: 'greenroom', service: 'greenroom-gateway' },
    exposes: 'Ingress',
    watchesCluster,
  });
const onKServe = (watchesCluster: boolean) =>
  examineKServeRights(client, {
    namespaces: ['demo'],
    kinds,
    sharedProfiles: 'opendatahub',
    watchesCluster,
  });

describe.each`
  what                                   | manifests | examined                 | count
  ${'a plain cluster, by project'}       | ${plain}  | ${() => onPlain(false)}  | ${3}
  ${'a plain cluster, as a whole'}       | ${plain}  | ${() => onPlain(true)}   | ${4}
  ${'a cluster with KServe, by project'} | ${kserve} | ${() => onKServe(false)} | ${4}
  ${'a cluster with KServe, as a whole'} | ${kserve} | ${() => onKServe(true)}  | ${5}
`('missing rights on $what', ({ manifests, examined, count }) => {
  const missing = async () => (await examined()).missing;

  it('name the role that grants them', async () => {
    for (const { group, resource, verbs, role } of await missing()) {
      const granted = (manifests as typeof plain)
        .rulesOf(role)
        .filter(
          rule =>
            rule.apiGroups.includes(group) && rule.resources.includes(resource),
        )
        .flatMap(rule => rule.verbs);
      expect([role, resource, granted]).toEqual([
        role,
        resource,
        expect.arrayContaining([...verbs]),
      ]);
    }
  });

  it('name a command for a binding that is there by then, or is to be made as the manifests say', async () => {
    const commands = new Map<string, string>(
      (await missing()).map(
        ({ role, command }: { role: string; command: string }) => [
          role,
          command,
        ],
      ),
    );
    expect(commands.size).toBe(count);
    for (const [role, command] of commands) {
      const binding = (manifests as typeof plain).bindingOf(role);
      const { namespace, name } = binding?.metadata ?? {};
      const place = namespace ? ` -n ${namespace}` : '';
      const expected = binding
        ? [
            `kubectl set subject ${binding.kind.toLowerCase()} ${name}${place} ${ACCOUNT}`,
          ]
        : (manifests as typeof plain).commands.map((said: string) =>
            said.replace('-n NAMESPACE', '-n demo'),
          );
      expect(expected).toContain(command);
    }
  });
});
