import {
  ANNOTATION_PREFIX,
  annotations,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionDraft } from '../../reconcile';

/** Notes for people and for the control plane: nothing runs otherwise for them. */
const NOTES: ReadonlySet<string> = new Set(Object.values(annotations));

/** What of a revision runs, for a comparison of two. */
export function runningContent({
  pod,
  model,
  modelName,
  protocol,
  runtime,
}: Pick<RevisionDraft, 'pod' | 'model' | 'modelName' | 'protocol'> & {
  readonly runtime?: { readonly kind: string; readonly name: string };
}): object {
  return {
    runtime: runtime && { kind: runtime.kind, name: runtime.name },
    model,
    modelName,
    protocol,
    pod: {
      ...pod,
      annotations: Object.fromEntries(
        Object.entries(pod.annotations).filter(
          ([key]) =>
            !NOTES.has(key) && !key.startsWith(`${ANNOTATION_PREFIX}/`),
        ),
      ),
    },
  };
}
