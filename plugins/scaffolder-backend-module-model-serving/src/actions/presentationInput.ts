import type { z as zod } from 'zod/v3';

/** Input fields of everything that is created: where it is, and how the catalog shows it. */
export const presentationInput = {
  cluster: (z: typeof zod) =>
    z.string().optional().describe('Cluster; the default one if absent'),
  namespace: (z: typeof zod) => z.string().describe('Project (namespace)'),
  name: (z: typeof zod) =>
    z.string().describe('Resource name, part of the URL'),
  title: (z: typeof zod) => z.string().describe('Name that people read'),
  description: (z: typeof zod) => z.string().optional(),
  owner: (z: typeof zod) =>
    z
      .string()
      .optional()
      .describe('Entity reference; the caller’s group if absent'),
  lifecycle: (z: typeof zod) =>
    z.string().optional().describe('experimental if absent'),
  system: (z: typeof zod) =>
    z.string().optional().describe('Entity reference of the system'),
};
