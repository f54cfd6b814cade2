import { OpenAiBase } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A path below `/openai` without anything that a server could read in another way than we do: what a token may do was
 * judged by the path as it was sent, and must hold for the one that is sent on.
 */
const prefixed = /^\/openai(?=\/v1(?:\/[\w~:@+-][\w.~:@+-]*)+(?:\?|$))/;

/** Inference only: `/v1/models` beside OpenAI's API is KServe's own list. */
const plain =
  /^\/v1\/(?:chat\/completions|completions|embeddings|rerank|responses)(?:\?|$)/;

/**
 * The path of a request at a server that has OpenAI's API at one of its two usual places: what was sent to the other one
 * goes there, everything else stays. Source: kserve-status-and-objects §10.
 *
 * @param path - below the route's prefix; a query may follow
 */
export function openAiPathAt(base: OpenAiBase, path: string): string {
  if (base === '/v1') return path.replace(prefixed, '');
  return plain.test(path) ? `/openai${path}` : path;
}
