import {
  annotations,
  normalMode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { OF_GATEWAY } from '../../managedRules';
import type { CopyRule } from '../types';

/** Modes that native clusters take; both are served alike. */
const NATIVE_MODES: readonly unknown[] = ['Standard', 'Knative'];

/** A deployment mode that the target does not have. */
export const modeRule: CopyRule = ({ metadata }, { target }) => {
  const { cluster, profile, lacks = [] } = target.settings;
  const mode = metadata.annotations?.[annotations.deploymentMode];
  if (mode === undefined) return {};
  const hasMode =
    profile === 'kserve'
      ? normalMode(mode) !== 'Knative' || !lacks.includes('knative')
      : NATIVE_MODES.includes(normalMode(mode));
  return hasMode
    ? {}
    : {
        edits: [
          {
            at: ['metadata', 'annotations', annotations.deploymentMode],
            to: undefined,
            because: `The cluster ${cluster} has no mode ${mode}; it serves in its own.`,
          },
        ],
      };
};

/** What only a gateway of ours does, where none is in front of services. */
export const gatewayRule: CopyRule = (_service, { target }) =>
  target.ungated === undefined
    ? {}
    : {
        edits: OF_GATEWAY.map(key => ({
          at: ['metadata', 'annotations', key],
          to: undefined,
          because: `It would do nothing there, for ${target.ungated}.`,
        })),
      };
