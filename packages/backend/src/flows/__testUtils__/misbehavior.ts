import { resolve } from 'node:path';
import type { Container } from '@greenroom/backstage-plugin-model-serving-common';

const FIXTURE = resolve(__dirname, '../__fixtures__/misbehaving.js');

/** What the fixture can do wrong. */
export type Misbehavior =
  | 'crash-at-start'
  | 'crash-when-ready'
  | 'answer-once'
  | 'hoard'
  | 'never-listen'
  | 'refuse'
  | 'take-time'
  | 'none';

/** Programs of a local cluster: one that misbehaves, and one that is not there. */
export const programs = {
  misbehaving: { command: process.execPath, args: [FIXTURE] },
  'not-installed': { command: '/nowhere/at/all' },
};

/** A runtime that is chosen by its name only. */
export function runtime(
  name: string,
  container: Partial<Container>,
  spec: object = {},
): object {
  return {
    metadata: { name },
    spec: {
      supportedModelFormats: [{ name: 'onnx', version: '1' }],
      protocolVersions: ['v2'],
      containers: [
        {
          name: 'kserve-container',
          readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
          ...container,
        },
      ],
      ...spec,
    },
  };
}

/** A runtime whose server goes wrong. */
export function misbehaving(
  behavior: Misbehavior,
  container: Partial<Container> = {},
): object {
  return runtime(behavior, {
    command: ['misbehaving'],
    args: [`--behaviour=${behavior}`, '--port=$(PORT)'],
    ...container,
  });
}
