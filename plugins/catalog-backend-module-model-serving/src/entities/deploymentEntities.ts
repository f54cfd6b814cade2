import {
  ApiEntity,
  ComponentEntity,
  Entity,
  ResourceEntity,
} from '@backstage/catalog-model';
import {
  annotations as keys,
  connectionNamed,
  DeploymentDetail,
  entityNameOf,
  entityRefOf,
  openApiDocument,
} from '@greenroom/backstage-plugin-model-serving-common';
import { commonAnnotations } from './commonAnnotations';
import { UNOWNED } from './unowned';

/**
 * The entities of one deployment: Component, the API it provides, and the model as a Resource (DESIGN §7).
 *
 * Holds identity, ownership and relations only. What changes by the second stays out: each change of an entity is
 * processing and stitching for the whole catalog.
 *
 * @param isDefaultCluster - entities of the default cluster carry no cluster in their name
 */
export function deploymentEntities(
  deployment: DeploymentDetail,
  isDefaultCluster: boolean,
): Entity[] {
  const { ref } = deployment;
  const place = {
    cluster: ref.cluster,
    namespace: ref.namespace,
    isDefaultCluster,
  };
  const nameOf = (
    kind: Parameters<typeof entityNameOf>[0]['kind'],
    name: string,
  ) => entityNameOf({ kind, name, ...place });
  const refOf = (
    kind: Parameters<typeof entityRefOf>[0]['kind'],
    name: string,
  ) => entityRefOf({ kind, name, ...place });
  const owner = deployment.owner ?? UNOWNED;
  const system = deployment.resource.metadata.annotations?.[keys.system];
  const name = nameOf('InferenceService', ref.name);
  const annotations = {
    ...commonAnnotations('InferenceService', ref, deployment.uid),
    ...(deployment.runtime && { [keys.runtime]: deployment.runtime.name }),
    ...(deployment.model.format && {
      [keys.modelFormat]: deployment.model.format,
    }),
  };
  const metadata = {
    namespace: ref.namespace,
    title: deployment.title,
    ...(deployment.description && { description: deployment.description }),
    tags: entityTags(deployment),
    annotations,
  };
  const spec = {
    lifecycle: deployment.lifecycle,
    owner,
    ...(system && { system }),
  };

  const modelRef = refOf('Model', ref.name);
  const connectionRef =
    deployment.model.connection &&
    entityRefOf({
      kind: 'Connection',
      ...connectionNamed(deployment.model.connection, ref),
      isDefaultCluster,
    });
  // Cluster-wide runtimes have no namespace: their entities live in `default`.
  const runtimeRef =
    deployment.runtime &&
    entityRefOf({
      kind: deployment.runtime.kind,
      name: deployment.runtime.name,
      cluster: ref.cluster,
      isDefaultCluster,
      ...(deployment.runtime.kind === 'ServingRuntime' && {
        namespace: ref.namespace,
      }),
    });
  const dependsOn = [modelRef];
  if (connectionRef) dependsOn.push(connectionRef);
  if (runtimeRef) dependsOn.push(runtimeRef);

  const component: ComponentEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { ...metadata, name },
    spec: {
      ...spec,
      type: 'inference-service',
      providesApis: [`api:${ref.namespace}/${name}`],
      dependsOn,
    },
  };
  const api: ApiEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { ...metadata, name },
    spec: {
      ...spec,
      type: 'openapi',
      definition: JSON.stringify(
        openApiDocument({
          title: deployment.title,
          version: deployment.model.version ?? '1',
          ...(deployment.description && {
            description: deployment.description,
          }),
          endpoints: deployment.endpoints,
          protocol: deployment.model.protocol ?? 'v2',
          modelName: deployment.model.name,
          needsToken: deployment.access === 'token',
          ...(deployment.modelMetadata && {
            metadata: deployment.modelMetadata,
          }),
        }),
      ),
    },
  };
  const model: ResourceEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: ref.namespace,
      name: nameOf('Model', ref.name),
      title: `${deployment.title} (model)`,
      ...(deployment.model.uri && { description: deployment.model.uri }),
      annotations: commonAnnotations('Model', ref, deployment.uid),
    },
    spec: {
      type: 'ai-model',
      owner,
      ...(system && { system }),
      ...(connectionRef && { dependsOn: [connectionRef] }),
    },
  };
  return [component, api, model];
}

/** Catalog tags are lower case letters, digits and `:+#-`; others would make the entity invalid. */
function entityTags(deployment: DeploymentDetail): string[] {
  const wanted = [
    ...deployment.tags,
    deployment.model.format,
    deployment.model.type,
    ...(deployment.access === 'token' ? ['auth-required'] : []),
  ];
  const tags = wanted.flatMap(tag => {
    const clean = tag
      ?.toLowerCase()
      .replace(/[^a-z0-9:+#-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63);
    return clean ? [clean] : [];
  });
  return [...new Set(tags)];
}
