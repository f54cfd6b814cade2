import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  createFormField,
  FormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import {
  GraphNodeForm,
  GraphStepForm,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FormPicture, GraphNodesInput, GraphStepsInput } from '../graphs/form';
import { scaffolderInput } from './scaffolderInput';
import {
  nodesIn,
  routerTypeIn,
  validateGraphNodes,
  validateGraphSteps,
} from './validateGraph';

/** `GraphStepsField`: what the node `root` of a graph calls and how, as the field `routerType` has it. */
export const graphStepsField: FormField = createFormField({
  name: 'GraphStepsField',
  schema: makeFieldSchema({
    output: z =>
      z.array(
        z.object({
          name: z.string().optional(),
          service: z.string().optional(),
          url: z.string().optional(),
          node: z.string().optional(),
          condition: z.string().optional(),
          weight: z.number().optional(),
          data: z.string().optional(),
          mustSucceed: z.boolean().optional(),
          mapPredictions: z.boolean().optional(),
        }),
      ),
  }),
  component: scaffolderInput<readonly GraphStepForm[]>({
    label: 'Steps',
    toText: steps => steps.map(calledIn).join(', '),
    render: (input, siblings) => (
      <GraphStepsInput
        {...input}
        namespace={siblings.namespace}
        cluster={siblings.cluster}
        graphName={siblings.text('name')}
        routerType={routerTypeIn(siblings)}
        nodes={nodesIn(siblings)}
      />
    ),
  }),
  validation: validateGraphSteps,
});

/** `GraphNodesField`: the other nodes of a graph, which steps call by name, and the picture of all of them. */
export const graphNodesField: FormField = createFormField({
  name: 'GraphNodesField',
  schema: makeFieldSchema({
    output: z =>
      z.array(
        z.object({
          name: z.string(),
          routerType: z.enum(['Sequence', 'Switch', 'Ensemble', 'Splitter']),
          // As of `GraphStepsField`
          steps: z.array(z.record(z.unknown())),
        }),
      ),
  }),
  component: scaffolderInput<readonly GraphNodeForm[]>({
    label: 'More nodes',
    toText: nodes =>
      nodes
        .map(({ name, steps }) => `${name}: ${steps.map(calledIn).join(', ')}`)
        .join('; '),
    render: (input, siblings) => (
      <>
        <GraphNodesInput
          {...input}
          namespace={siblings.namespace}
          cluster={siblings.cluster}
          graphName={siblings.text('name')}
          all={nodesIn(siblings)}
        />
        <FormPicture
          title={siblings.text('title') ?? 'the graph'}
          nodes={nodesIn(siblings)}
        />
      </>
    ),
  }),
  validation: validateGraphNodes,
});

function calledIn({ service, url, node }: GraphStepForm): string {
  return service ?? url ?? node ?? '';
}
