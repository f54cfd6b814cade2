import type { z as zod } from 'zod/v3';

/** How the steps of a node run. */
export const routerTypeInput = (z: typeof zod) =>
  z
    .enum(['Sequence', 'Switch', 'Ensemble', 'Splitter'])
    .describe('How its steps run');

/** The steps of a node. */
export const stepsInput = (z: typeof zod) =>
  z
    .array(
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
    )
    .min(1)
    .describe(
      'Each calls a service of the project, another node or a URL; conditions, weights and data as its way of running has them',
    );

/** The nodes beside `root`. */
export const nodesInput = (z: typeof zod) =>
  z
    .array(
      z.object({
        name: z.string(),
        routerType: routerTypeInput(z),
        steps: stepsInput(z),
      }),
    )
    .optional()
    .describe('Other nodes, which steps call by their names');
