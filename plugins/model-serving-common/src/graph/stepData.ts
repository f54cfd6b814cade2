import { valueAt } from './evaluatePath';
import { parsePath } from './parsePath';

/** What a step is sent, compiled. @public */
export interface StepData {
  readonly source: 'request' | 'response';
  /** The part of it; absent: the whole. */
  readonly find?: (json: string) => string | undefined;
}

/** Compiled `data` of a step, or what is wrong with it. @public */
export type ParsedStepData =
  | { readonly data: StepData; readonly problem?: undefined }
  | { readonly data?: undefined; readonly problem: string };

/**
 * Compiles `data` of a step: nothing or `$request` (the node's input), `$response` (the answer before), or one of the two
 * with a path into it, in the language of conditions.
 * @public
 */
export function parseStepData(text: string): ParsedStepData {
  if (text === '') return { data: { source: 'request' } };
  const [, source, dotted] = /^\$(request|response)(\..+)?$/s.exec(text) ?? [];
  if (source !== 'request' && source !== 'response')
    return {
      problem: `"${text}" is none of $request, $response, $request.<path>, $response.<path>`,
    };
  if (dotted === undefined) return { data: { source } };
  const { path, problem } = parsePath(dotted.slice(1));
  return path
    ? { data: { source, find: json => valueAt(json, path) } }
    : { problem: `the path in "${text}" ${problem}` };
}
