import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import { createObject, deleteObject, KubeClient, pathOf } from '../client';

const RBAC = 'rbac.authorization.k8s.io/v1';
const SERVICE_ACCOUNT = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
};
const ROLE = { apiVersion: RBAC, kind: 'Role', plural: 'roles' };
const CLUSTER_ROLE = {
  apiVersion: RBAC,
  kind: 'ClusterRole',
  plural: 'clusterroles',
};

/** A rule of a role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** An account of a real cluster that may do what it was granted and nothing else. */
export class LimitedAccount {
  readonly config: KubeConfig;
  readonly client: KubeClient;
  /** What the cluster calls it. */
  readonly userName: string;
  readonly #admin: KubeClient;
  readonly #name: string;
  readonly #namespace: string;
  readonly #clusterRoles: string[] = [];

  private constructor(
    admin: KubeClient,
    config: KubeConfig,
    at: { readonly namespace: string; readonly name: string },
  ) {
    this.#admin = admin;
    this.#name = at.name;
    this.#namespace = at.namespace;
    this.config = config;
    this.client = KubeClient.create(config);
    this.userName = `system:serviceaccount:${at.namespace}:${at.name}`;
  }

  /** @param adminConfig - as whom it is made and given rights */
  static async create(
    adminConfig: KubeConfig,
    namespace: string,
  ): Promise<LimitedAccount> {
    const admin = KubeClient.create(adminConfig);
    const name = `portal-${randomBytes(3).toString('hex')}`;
    await createObject(admin, SERVICE_ACCOUNT, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace, name },
    });
    const { status } = await admin.json<{ status: { token: string } }>(
      `${pathOf(SERVICE_ACCOUNT, { namespace, name })}/token`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { expirationSeconds: 3600 },
        }),
      },
    );
    const config = new KubeConfig();
    const cluster = adminConfig.getCurrentCluster();
    if (!cluster) throw new Error('the kubeconfig has no cluster');
    config.loadFromClusterAndUser(cluster, { name, token: status.token });
    return new LimitedAccount(admin, config, { namespace, name });
  }

  /** Grants rules in a namespace, or in the whole cluster. Returns the way to take them back. */
  async grant(
    rules: readonly PolicyRule[],
    namespace?: string,
  ): Promise<() => Promise<void>> {
    const name = `${this.#namespace}-${randomBytes(3).toString('hex')}`;
    const kind = namespace ? 'Role' : 'ClusterRole';
    const metadata = { name, ...(namespace ? { namespace } : {}) };
    const type = namespace ? ROLE : CLUSTER_ROLE;
    const binding = {
      apiVersion: RBAC,
      kind: `${kind}Binding`,
      plural: `${kind.toLowerCase()}bindings`,
    };
    await createObject(this.#admin, type, {
      apiVersion: RBAC,
      kind,
      metadata,
      ...{ rules },
    });
    await createObject(this.#admin, binding, {
      apiVersion: RBAC,
      kind: binding.kind,
      metadata,
      ...{
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
        subjects: [
          {
            kind: 'ServiceAccount',
            namespace: this.#namespace,
            name: this.#name,
          },
        ],
      },
    });
    if (!namespace) this.#clusterRoles.push(name);
    return async () => {
      const at = { namespace: namespace ?? '', name };
      await deleteObject(this.#admin, binding, at);
      await deleteObject(this.#admin, type, at);
    };
  }

  /** Takes back what was granted in the whole cluster; the rest goes with its namespaces. */
  async close(): Promise<void> {
    for (const name of this.#clusterRoles) {
      for (const plural of ['clusterrolebindings', 'clusterroles']) {
        const type = { ...CLUSTER_ROLE, plural };
        await deleteObject(this.#admin, type, { namespace: '', name });
      }
    }
    this.client.close();
    this.#admin.close();
  }
}
