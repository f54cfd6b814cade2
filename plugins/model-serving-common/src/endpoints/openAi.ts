import { annotations } from '../constants';
import { AssembledPod } from '../facts';

/** Below which path a server has OpenAI's API. @public */
export type OpenAiBase = '/v1' | '/openai/v1';

/** Source: kserve-status-and-objects §10. */
const BASES: ReadonlyMap<string, OpenAiBase> = new Map([
  ['vllmserver', '/v1'],
  ['huggingfaceserver', '/openai/v1'],
]);

/**
 * Where the server that a pod starts has OpenAI's API, by its server type; undefined: nothing says that it has it.
 * @public
 */
export function openAiBaseOf({
  annotations: notes,
}: Pick<AssembledPod, 'annotations'>): OpenAiBase | undefined {
  return BASES.get(notes[annotations.serverType] ?? '');
}
