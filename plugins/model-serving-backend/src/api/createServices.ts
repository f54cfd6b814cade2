import { randomBytes } from 'node:crypto';
import type {
  AuthService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { deploymentReadPermission } from '@greenroom/backstage-plugin-model-serving-common';
import {
  modelDeploymentResourceRef,
  modelServingResourceRef,
} from '@greenroom/backstage-plugin-model-serving-node';
import type { AddressPolicy } from '@greenroom/storage-initializer';
import {
  Callers,
  ConnectionAccess,
  KindAccess,
  ResourceAccess,
} from '../access';
import { AuthorizedClusters, type Clusters } from '../clusters';
import {
  AuthorizedConnections,
  ConnectionProber,
  DefaultConnections,
  SecretKeys,
  type Connections,
} from '../connections';
import {
  AuthorizedDeployments,
  DefaultDeployments,
  DeploymentValidator,
  type Deployments,
  type ScaleRecords,
} from '../deployments';
import {
  AuthorizedGraphs,
  DefaultGraphs,
  type GraphDefaults,
  type Graphs,
} from '../graph';
import { ClusterResourceStore } from '../managed';
import type { LiveFacts } from '../observe';
import { AuthorizedOrphans, Orphans } from '../orphans';
import {
  AuthorizedResources,
  DefaultResources,
  ResourceImport,
  ResourceValidator,
  type Resources,
} from '../resources';
import {
  AuthorizedRuntimes,
  DefaultRuntimes,
  RuntimesInReach,
  type Runtimes,
} from '../runtimes';
import { ResourceSchemas } from '../schemas';
import type { Stores } from '../store';
import type { Clock } from '../time';
import {
  AuthorizedTokens,
  DefaultTokens,
  GatewayKeys,
  type Tokens,
} from '../tokens';

/** Options of {@link createServices}. */
export interface ServicesOptions {
  readonly stores: Stores;
  readonly clusters: Clusters;
  readonly live: LiveFacts;
  /** What this backend decided about the replicas of revisions. */
  readonly scaling: ScaleRecords;
  /** Where connections to addresses that users give may go. */
  readonly policy: AddressPolicy;
  readonly auth: AuthService;
  readonly userInfo: UserInfoService;
  readonly permissions: PermissionsService;
  /** After `registerPermissions`. */
  readonly permissionsRegistry: PermissionsRegistryService;
  /** Whether people may make tokens that never expire. */
  readonly tokensMayNeverExpire: boolean;
  /** What graphs are that say nothing themselves. */
  readonly graphs: GraphDefaults;
  readonly clock: Clock;
}

/** The services behind the API, each with permissions around it. */
export interface Services {
  readonly deployments: Deployments;
  readonly connections: Connections;
  readonly secretKeys: SecretKeys;
  readonly orphans: AuthorizedOrphans;
  readonly tokens: Tokens;
  readonly runtimes: Runtimes;
  readonly clusters: AuthorizedClusters;
  readonly resources: Resources;
  readonly graphs: Graphs;
  readonly resourceImport: ResourceImport;
}

/** Makes the services of the API. */
export function createServices(given: ServicesOptions): Services {
  const { clusters, permissions, permissionsRegistry, clock } = given;
  // Reads are the database's; writes go where a resource lives
  const resources = new ClusterResourceStore({
    stored: given.stores.resources,
    clusters,
    clock,
  });
  const stores = { ...given.stores, resources };
  const options = { ...given, stores };
  const callers = new Callers(options);
  const inReach = new RuntimesInReach({ clusters, resources });
  const schemas = ResourceSchemas.create();
  const validator = new ResourceValidator({ clusters, resources, schemas });
  const deploymentAccess = new ResourceAccess({
    permissions,
    permissionsRegistry,
    resourceRef: modelDeploymentResourceRef,
    read: deploymentReadPermission,
  });
  const connectionAccess = new ConnectionAccess({
    permissions,
    permissionsRegistry,
  });
  const deployments = new AuthorizedDeployments({
    inner: new DefaultDeployments({
      ...options,
      callers,
      keys: new GatewayKeys(stores.secrets),
      runtimes: inReach,
      validator: new DeploymentValidator({
        clusters,
        resources,
        runtimes: inReach,
        schemas,
        policy: options.policy,
      }),
    }),
    defaultCluster: clusters.default.name,
    resources,
    settings: name => clusters.settings(name),
    deployments: deploymentAccess,
    connections: connectionAccess,
    permissions,
    callers,
  });
  const access = new KindAccess({
    permissions,
    deployments: deploymentAccess,
    others: read =>
      new ResourceAccess({
        permissions,
        permissionsRegistry,
        resourceRef: modelServingResourceRef,
        read,
      }),
  });
  const graphs = new AuthorizedGraphs({
    inner: new DefaultGraphs({
      ...options,
      resources,
      samples: stores.samples,
      events: stores.events,
      defaults: options.graphs,
      callers,
      keys: new GatewayKeys(stores.secrets),
    }),
    resources,
    access,
  });
  const kinds = new DefaultResources({
    ...options,
    validator,
    callers,
  });
  const authorizedResources = new AuthorizedResources({
    inner: kinds,
    resources,
    access,
    callers,
  });
  return {
    deployments,
    connections: new AuthorizedConnections({
      inner: new DefaultConnections({
        ...options,
        callers,
        prober: new ConnectionProber(options),
        deployments,
      }),
      resources,
      connections: connectionAccess,
      deployments: deploymentAccess,
      permissions,
      callers,
    }),
    tokens: new AuthorizedTokens({
      inner: new DefaultTokens({
        ...options,
        callers,
        mayNeverExpire: options.tokensMayNeverExpire,
        randomBytes,
      }),
      resources,
      access,
      settings: name => clusters.settings(name),
      callers,
    }),
    orphans: new AuthorizedOrphans({
      inner: new Orphans({ clusters, stores }),
      permissions,
    }),
    clusters: new AuthorizedClusters({ clusters, permissions }),
    secretKeys: new SecretKeys({ secrets: stores.secrets, permissions }),
    runtimes: new AuthorizedRuntimes({
      inner: new DefaultRuntimes({
        clusters,
        resources,
        inReach,
        callers,
        write: async (cluster, runtime, call) => {
          const { kind, metadata } = runtime;
          const { name, namespace = '' } = metadata;
          const ref = { cluster, namespace, name };
          await kinds.put({ kind, ref }, runtime, call);
        },
      }),
      access,
      defaultCluster: clusters.default.name,
    }),
    graphs,
    resources: authorizedResources,
    resourceImport: new ResourceImport({
      deployments,
      resources: authorizedResources,
      store: resources,
      clusters,
      callers,
    }),
  };
}
