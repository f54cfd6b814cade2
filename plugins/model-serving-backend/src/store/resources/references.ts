import {
  runtimeKey,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { likeText, type ResourceQuery } from './filter';

/** Pattern of `like` (escaped by a backslash) that finds a JSON text in which a text is a whole value. */
export function valuePattern(text: string): string {
  return `%${likeText(JSON.stringify(text))}%`;
}

/**
 * Narrows a query for deployments to those that run on a runtime or name it. One that names it but runs on a runtime of
 * the same name in the other scope is not among them: the name means that one.
 */
export function applyRuntimeUse(
  query: ResourceQuery,
  runtime: {
    readonly cluster: string;
    readonly kind: ServingRuntime['kind'];
    readonly namespace: string;
    readonly name: string;
  },
): void {
  const { cluster, kind, namespace, name } = runtime;
  const key = runtimeKey({ kind, metadata: { name, namespace } });
  query.where({ cluster });
  if (kind === 'ServingRuntime') query.where({ namespace });
  query.where(either => {
    either.where({ runtime_key: key });
    either.orWhere(named => {
      named.whereRaw(`object like ? escape '\\'`, [
        `%"runtime":${likeText(JSON.stringify(name))}%`,
      ]);
      named.whereRaw(`runtime_key not like ? escape '\\'`, [
        `%/${likeText(name)}`,
      ]);
    });
  });
}
