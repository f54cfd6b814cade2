import { RuntimeChoice } from './RuntimeChoice';
import { RuntimeSelection } from './types';

/** What the API says about a selection: names and words instead of whole runtimes. @public */
export function toRuntimeChoice(selection: RuntimeSelection): RuntimeChoice {
  const [best] = selection.candidates;
  return {
    chosen: best && {
      kind: best.runtime.kind,
      name: best.runtime.metadata.name,
      protocol: best.protocol,
    },
    relaxations: selection.relaxations,
    rejected: selection.rejected.map(({ runtime, reason, sentence }) => ({
      kind: runtime.kind,
      name: runtime.metadata.name,
      reason,
      sentence,
    })),
  };
}
