import {
  createFormField,
  FormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  EnvVar,
  ModelFormat,
  ResourceRequirements,
} from '@greenroom/backstage-plugin-model-serving-common';
import { boundsInWords, replicaBoundsProblem } from '../actions';
import {
  canBrowse,
  ConnectionTestOptions,
  connectionTypeIn,
  ModelPathOptions,
  ResourceNameOptions,
  resourceNameOptions,
} from './fieldOptions';
import {
  AcceleratorInput,
  Accelerators,
  amountsInWords,
  ClusterInput,
  environmentProblems,
  formatLabel,
  HardwareChoice,
  HardwareProfileInput,
  KeyValueInput,
  LinesInput,
  ModelFormatInput,
  modelPathProblem,
  ModelSizeInput,
  ProjectInput,
  Replicas,
  ReplicasInput,
  ResourceNameInput,
  resourcesProblem,
  RuntimeInput,
  scaleTargetProblem,
} from '../inputs';
import { ConnectionInput } from '../connections/ConnectionInput';
import { NewConnectionTest } from './NewConnectionTest';
import { PathBehindConnection } from './PathBehindConnection';
import { scaffolderInput } from './scaffolderInput';
import { UnlessHardwareProfile } from './UnlessHardwareProfile';
import { validateChosenConnection } from './validateChosenConnection';
import { validateHardwareProfile } from './validateHardwareProfile';
import { andNotRefused } from './validateNewDeployment';
import { validateResourceName } from './validateResourceName';

const asIs = (value: string) => value;

/** `ClusterPicker`: where something new runs; no value while the portal knows one cluster only. */
export const clusterPicker: FormField = createFormField({
  name: 'ClusterPicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Cluster',
    toText: asIs,
    render: input => <ClusterInput {...input} />,
  }),
});

/** `ProjectPicker`: the namespace of something new. */
export const projectPicker: FormField = createFormField({
  name: 'ProjectPicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Project',
    toText: asIs,
    render: (input, { cluster }) => (
      <ProjectInput {...input} cluster={cluster} />
    ),
  }),
});

/** `ModelResourceName`: derived from another field, unique in the project of the field `namespace` on the cluster of `cluster`. */
export const modelResourceName: FormField = createFormField({
  name: 'ModelResourceName',
  schema: makeFieldSchema({
    output: z => z.string(),
    uiOptions: z =>
      z.object({
        kind: z.enum(['deployment', 'connection', 'graph']).optional(),
        titleField: z.string().optional(),
      }),
  }),
  component: scaffolderInput<string, ResourceNameOptions>({
    label: 'Resource name',
    toText: asIs,
    render: (input, { cluster, namespace, text }, uiSchema) => {
      const { kind, titleField } = resourceNameOptions(uiSchema);
      return (
        <ResourceNameInput
          {...input}
          kind={kind}
          title={text(titleField) ?? ''}
          cluster={cluster}
          namespace={namespace}
        />
      );
    },
  }),
  validation: validateResourceName,
});

/** `ConnectionPicker`: name of an existing connection that the project of the field `namespace` reaches. */
export const connectionPicker: FormField = createFormField({
  name: 'ConnectionPicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Connection',
    toText: asIs,
    render: (input, { cluster, namespace, text }) => (
      <ConnectionInput
        {...input}
        cluster={cluster}
        namespace={namespace}
        owner={text('owner')}
        mustBeThere
      />
    ),
  }),
  validation: andNotRefused('connection', validateChosenConnection),
});

/** `ModelPathPicker`: path behind the connection of the field `connection`. */
export const modelPathPicker: FormField = createFormField({
  name: 'ModelPathPicker',
  schema: makeFieldSchema({
    output: z => z.string(),
    uiOptions: z => z.object({ browseWhen: z.record(z.string()).optional() }),
  }),
  component: scaffolderInput<string, ModelPathOptions>({
    label: 'Path',
    toText: asIs,
    render: (input, siblings, uiSchema) => (
      <PathBehindConnection
        input={input}
        siblings={siblings}
        canBrowse={canBrowse(siblings, uiSchema)}
      />
    ),
  }),
  validation: andNotRefused('path', (path: string | undefined, field) => {
    const problem = modelPathProblem(path ?? '');
    if (problem) {
      field.addError(`Not a path: ${problem}`);
    }
  }),
});

/** `ConnectionTest`: a button that tests what the other fields describe; it has no value. */
export const connectionTest: FormField = createFormField({
  name: 'ConnectionTest',
  schema: makeFieldSchema({
    output: z => z.string(),
    uiOptions: z => z.object({ connectionType: z.string().optional() }),
  }),
  component: scaffolderInput<string, ConnectionTestOptions>({
    label: 'Test',
    toText: asIs,
    render: (input, siblings, uiSchema) => (
      <NewConnectionTest
        input={input}
        siblings={siblings}
        type={connectionTypeIn(uiSchema)}
      />
    ),
  }),
});

/** `ModelFormatPicker`: `{ name, version? }`. */
export const modelFormatPicker: FormField = createFormField({
  name: 'ModelFormatPicker',
  schema: makeFieldSchema({
    output: z => z.object({ name: z.string(), version: z.string().optional() }),
  }),
  component: scaffolderInput<ModelFormat>({
    label: 'Format – version',
    toText: formatLabel,
    render: (input, { namespace, cluster }) => (
      <ModelFormatInput
        {...input}
        namespace={namespace || undefined}
        cluster={cluster}
      />
    ),
  }),
  validation: andNotRefused(
    'modelFormat',
    // A required object is there, and empty, before anybody has chosen
    (format: Partial<ModelFormat> | undefined, field) => {
      if (!format?.name) field.addError('Choose what the model is stored as');
    },
  ),
});

/** `RuntimePicker`: name of a runtime, or the empty string for *Automatic*. */
export const runtimePicker: FormField = createFormField({
  name: 'RuntimePicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Runtime',
    toText: name => name || 'Automatic',
    render: (input, { namespace, cluster, modelFormat }) => (
      <RuntimeInput
        {...input}
        namespace={namespace}
        cluster={cluster}
        format={modelFormat}
      />
    ),
  }),
  validation: andNotRefused('runtime'),
});

/** `ReplicasField`: `{ min, max, metric, target }`. */
export const replicasField: FormField = createFormField({
  name: 'ReplicasField',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        min: z.number().int().min(0),
        max: z.number().int().min(1),
        metric: z.enum(['concurrency', 'rps', 'cpu', 'memory']).optional(),
        target: z.number().int().min(1).optional(),
      }),
  }),
  component: scaffolderInput<Replicas>({
    label: 'Replicas',
    toText: boundsInWords,
    render: (input, { cluster }) => (
      <ReplicasInput {...input} cluster={cluster} />
    ),
  }),
  validation: andNotRefused(
    'replicas',
    (bounds: Replicas | undefined, field) => {
      const problem =
        bounds && (replicaBoundsProblem(bounds) ?? scaleTargetProblem(bounds));
      if (problem) {
        field.addError(problem);
      }
    },
  ),
});

/** `ModelSizePicker`: Kubernetes resource requirements. */
export const modelSizePicker: FormField = createFormField({
  name: 'ModelSizePicker',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        requests: z.record(z.string()),
        limits: z.record(z.string()),
      }),
  }),
  component: scaffolderInput<ResourceRequirements>({
    label: 'Size',
    toText: amountsInWords,
    render: (input, siblings) => (
      <UnlessHardwareProfile input={input} siblings={siblings}>
        <ModelSizeInput {...input} />
      </UnlessHardwareProfile>
    ),
  }),
  validation: andNotRefused(
    'resources',
    (resources: ResourceRequirements | undefined, field) => {
      const problem = resources && resourcesProblem(resources);
      if (problem) {
        field.addError(problem);
      }
    },
  ),
});

/** `AcceleratorPicker`: `{ resource, count }`, or nothing. */
export const acceleratorPicker: FormField = createFormField({
  name: 'AcceleratorPicker',
  schema: makeFieldSchema({
    output: z =>
      z.object({ resource: z.string(), count: z.number().int().min(1) }),
  }),
  component: scaffolderInput<Accelerators>({
    label: 'Accelerators',
    toText: ({ count, resource }) => `${count} × ${resource}`,
    render: (input, siblings) => (
      <UnlessHardwareProfile input={input} siblings={siblings}>
        <AcceleratorInput {...input} cluster={siblings.cluster} />
      </UnlessHardwareProfile>
    ),
  }),
});

/** `HardwareProfilePicker`: `{ name, namespace, resourceVersion?, resources? }`, or nothing; for the field `hardwareProfile`. */
export const hardwareProfilePicker: FormField = createFormField({
  name: 'HardwareProfilePicker',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        name: z.string(),
        namespace: z.string(),
        resourceVersion: z.string().optional(),
        resources: z
          .object({
            requests: z.record(z.string()).optional(),
            limits: z.record(z.string()).optional(),
          })
          .optional(),
      }),
  }),
  component: scaffolderInput<HardwareChoice>({
    label: 'Hardware profile',
    toText: ({ name, namespace }) => `${name} (in ${namespace})`,
    render: (input, { cluster, namespace }) => (
      <HardwareProfileInput
        {...input}
        cluster={cluster}
        namespace={namespace || undefined}
      />
    ),
  }),
  validation: andNotRefused('hardwareProfile', validateHardwareProfile),
});

/** `KeyValueField`: environment variables, `[{ name, value }]`. */
export const keyValueField: FormField = createFormField({
  name: 'KeyValueField',
  schema: makeFieldSchema({
    output: z =>
      z.array(z.object({ name: z.string(), value: z.string().optional() })),
  }),
  component: scaffolderInput<readonly EnvVar[]>({
    label: 'Environment',
    toText: variables =>
      variables.map(({ name, value }) => `${name}=${value ?? ''}`).join(', '),
    render: input => <KeyValueInput {...input} />,
  }),
  validation: andNotRefused(
    'env',
    (variables: readonly EnvVar[] | undefined, field) => {
      for (const problem of environmentProblems(variables ?? [])) {
        if (problem) {
          field.addError(problem);
        }
      }
    },
  ),
});

/** `LinesField`: `string[]`. */
export const linesField: FormField = createFormField({
  name: 'LinesField',
  schema: makeFieldSchema({ output: z => z.array(z.string()) }),
  component: scaffolderInput<readonly string[]>({
    label: 'Arguments',
    toText: lines => lines.join(' '),
    render: input => <LinesInput {...input} />,
  }),
  validation: andNotRefused('args'),
});
