// Clusters for tests as somebody prepares them who follows docs/guides/kubernetes.md: those of the flows of the backend.
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
// They are in TypeScript, and read as the backend is
load('@backstage/cli-node/config/nodeTransform.cjs');
const beds = '../../packages/backend/src/flows/__testUtils__';

export const { KubernetesBed } = load(`${beds}/KubernetesBed.ts`);
export const { KServeBed } = load(`${beds}/KServeBed.ts`);
export const { applied, hasKubernetes, hostOfTests, imageOf, kubectl } = load(
  `${beds}/kubectl.ts`,
);
