import type { z as zod } from 'zod/v3';

/** Input fields that name a deployment, the same in every action. */
export const refInput = {
  cluster: (z: typeof zod) =>
    z.string().optional().describe('Cluster; the default one if absent'),
  namespace: (z: typeof zod) => z.string().describe('Project (namespace)'),
  name: (z: typeof zod) =>
    z.string().describe('Resource name of the deployment'),
};
