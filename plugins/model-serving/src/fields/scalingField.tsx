import {
  createFormField,
  FormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { advancedScalingProblems } from '../scaling';
import { NewScalingInput, Scaling } from './NewScalingInput';
import { scaffolderInput } from './scaffolderInput';
import { andNotRefused } from './validateNewDeployment';

/**
 * `AdvancedScalingField`: `{ annotations?, behavior? }`, or nothing: as the platform has it. What counts depends on the
 * fields `cluster` and `replicas`.
 */
export const advancedScalingField: FormField = createFormField({
  name: 'AdvancedScalingField',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        annotations: z.record(z.string()).optional(),
        behavior: z.record(z.unknown()).optional(),
      }),
  }),
  component: scaffolderInput<Scaling>({
    label: 'Advanced scaling',
    toText: JSON.stringify,
    render: (input, { cluster, replicas }) => (
      <NewScalingInput {...input} cluster={cluster} replicas={replicas} />
    ),
  }),
  validation: andNotRefused(
    'scaling',
    (scaling: Scaling | undefined, field) => {
      const { annotations, behavior } = scaling ?? {};
      for (const problem of advancedScalingProblems(annotations, behavior)) {
        field.addError(problem);
      }
    },
  ),
});
