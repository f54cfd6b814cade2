import {
  createFormField,
  FormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  EnvVar,
  ModelFormat,
  ResourceRequirements,
  s3PathProblem,
} from '@greenroom/backstage-plugin-model-serving-common';
import { boundsInWords, ReplicaBounds, replicaBoundsProblem } from '../actions';
import { useClusters } from '../live';
import { connectionRefOf, SiblingFields } from './formContext';
import {
  AcceleratorInput,
  Accelerators,
  amountsInWords,
  clusterNamed,
  ConnectionInput,
  environmentProblems,
  formatLabel,
  InputProps,
  KeyValueInput,
  LinesInput,
  ModelFormatInput,
  ModelPathInput,
  ModelSizeInput,
  ProjectInput,
  ReplicasInput,
  ResourceNameInput,
  resourcesProblem,
  RuntimeInput,
} from './inputs';
import { scaffolderInput } from './scaffolderInput';
import { validateResourceName } from './validateResourceName';

const asIs = (value: string) => value;

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

/** `ModelResourceName`: derived from the field `title`, unique in the project of the field `namespace`. */
export const modelResourceName: FormField = createFormField({
  name: 'ModelResourceName',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Resource name',
    toText: asIs,
    render: (input, { title, namespace, cluster }) => (
      <ResourceNameInput
        {...input}
        title={title}
        namespace={namespace}
        cluster={cluster}
      />
    ),
  }),
  validation: validateResourceName,
});

/** `ConnectionPicker`: name of an existing connection in the project of the field `namespace`. */
export const connectionPicker: FormField = createFormField({
  name: 'ConnectionPicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Connection',
    toText: asIs,
    render: (input, { namespace }) => (
      <ConnectionInput {...input} namespace={namespace} />
    ),
  }),
});

/** `ModelPathPicker`: path behind the connection of the field `connection`. */
export const modelPathPicker: FormField = createFormField({
  name: 'ModelPathPicker',
  schema: makeFieldSchema({ output: z => z.string() }),
  component: scaffolderInput<string>({
    label: 'Path',
    toText: asIs,
    render: (input, siblings) => (
      <PathBehindConnection input={input} siblings={siblings} />
    ),
  }),
  validation: (path, field) => {
    const problem = s3PathProblem(path ?? '');
    if (problem) {
      field.addError(`Not a path: ${problem}`);
    }
  },
});

/** `ModelFormatPicker`: `{ name, version? }`. */
export const modelFormatPicker: FormField = createFormField({
  name: 'ModelFormatPicker',
  schema: makeFieldSchema({
    output: z =>
      z.object({ name: z.string(), version: z.string().optional() }),
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
});

/** `ReplicasField`: `{ min, max }`. */
export const replicasField: FormField = createFormField({
  name: 'ReplicasField',
  schema: makeFieldSchema({
    output: z =>
      z.object({ min: z.number().int().min(0), max: z.number().int().min(1) }),
  }),
  component: scaffolderInput<ReplicaBounds>({
    label: 'Replicas',
    toText: boundsInWords,
    render: (input, { cluster }) => (
      <ReplicasInput {...input} cluster={cluster} />
    ),
  }),
  validation: (bounds, field) => {
    const problem = bounds && replicaBoundsProblem(bounds);
    if (problem) {
      field.addError(problem);
    }
  },
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
    render: input => <ModelSizeInput {...input} />,
  }),
  validation: (resources, field) => {
    const problem = resources && resourcesProblem(resources);
    if (problem) {
      field.addError(problem);
    }
  },
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
    render: (input, { cluster }) => (
      <AcceleratorInput {...input} cluster={cluster} />
    ),
  }),
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
  validation: (variables, field) => {
    for (const problem of environmentProblems(variables ?? [])) {
      if (problem) {
        field.addError(problem);
      }
    }
  },
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
});

function PathBehindConnection(props: {
  input: InputProps<string>;
  siblings: SiblingFields;
}) {
  const { input, siblings } = props;
  const cluster = clusterNamed(useClusters().value, siblings.cluster)?.name;
  return (
    <ModelPathInput {...input} connection={connectionRefOf(siblings, cluster)} />
  );
}
