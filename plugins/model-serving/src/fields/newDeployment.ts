import {
  BatcherSpec,
  ConnectionView,
  connectionNameIn,
  DeploymentForm,
  EnvVar,
  FieldMessage,
  LoggerSpec,
  Protocol,
  ResourceRequirements,
  routeProfileOf,
  toInferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ModelServingApi } from '../api';
import {
  Accelerators,
  clusterNamed,
  HardwareChoice,
  Replicas,
} from '../inputs';
import { siblingsOf } from './formContext';

type Fields = Readonly<Record<string, unknown>>;

/** Where the model is, for want of a connection that is only made with the deployment. */
const STAND_IN = 'spec.predictor.model.storageUri';

/**
 * What backend and cluster have against the deployment that a form describes so far, by field of the resource. Nothing is
 * made. Empty while it is too little to ask about.
 */
export async function refusalsOfNew(
  api: ModelServingApi,
  formData: unknown,
): Promise<readonly FieldMessage[]> {
  const { cluster, namespace, connection, modelFormat, text } =
    siblingsOf(formData);
  const name = text('name');
  const place = clusterNamed(await api.listClusters(), cluster);
  if (!place || !namespace || !name || !modelFormat) return [];
  const isNew = text('source') === 'new';
  const known =
    connection && !isNew
      ? await connectionOf(api, connection, {
          cluster: place.name,
          usableIn: namespace,
          usableBy: text('owner'),
        })
      : undefined;
  const form: DeploymentForm = {
    ...filledIn(formData as Fields),
    name,
    namespace,
    title: text('title') ?? name,
    format: modelFormat,
    ...(isNew
      ? { modelUri: `s3://${text('bucket') ?? 'models'}/${text('path') ?? ''}` }
      : { connection, path: text('path') }),
  };
  const { errors } = await api.previewNewDeployment(
    place.name,
    toInferenceService(form, {
      ...(known && { connection: known.resource.spec }),
      routeProfile: routeProfileOf(place.capabilities),
    }),
  );
  return isNew ? errors.filter(({ path }) => path !== STAND_IN) : errors;
}

/** Parameters of the template that are fields of the form by the same names. */
function filledIn(fields: Fields): Partial<DeploymentForm> {
  const { text, flag } = siblingsOf(fields);
  return {
    description: text('description'),
    owner: text('owner'),
    runtime: text('runtime'),
    protocol: text('protocol') as Protocol | undefined,
    replicas: fields.replicas as Replicas | undefined,
    scaling: fields.scaling as DeploymentForm['scaling'],
    hardwareProfile: fields.hardwareProfile as HardwareChoice | undefined,
    resources: fields.resources as ResourceRequirements | undefined,
    accelerator: fields.accelerator as Accelerators | undefined,
    route: flag('route'),
    requireToken: flag('requireToken'),
    args: fields.args as readonly string[] | undefined,
    env: (fields.env as readonly EnvVar[] | undefined)?.map(
      ({ name, value = '' }) => ({ name, value }),
    ),
    timeoutSeconds: fields.timeoutSeconds as number | undefined,
    batcher: fields.batcher as BatcherSpec | undefined,
    logger: fields.logger as LoggerSpec | undefined,
  };
}

async function connectionOf(
  api: ModelServingApi,
  name: string,
  query: { cluster: string; usableIn: string; usableBy: string | undefined },
): Promise<ConnectionView | undefined> {
  const { items } = await api.listConnections(query);
  return items.find(
    ({ ref }) => connectionNameIn(query.usableIn, ref) === name,
  );
}
