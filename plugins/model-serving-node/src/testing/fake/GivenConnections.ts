import {
  annotations,
  KubernetesObject,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { TakenBack } from '@greenroom/backstage-plugin-model-serving-node';

/** Connections that objects were written with, by namespace and name, with a version that each writing moves. */
export class GivenConnections {
  readonly #versions = new Map<string, number>();
  #version = 0;

  /** To the project of an object, what it names. */
  give(object: KubernetesObject): void {
    const name = namedBy(object);
    if (!name) return;
    this.#version += 1;
    this.#versions.set(
      `${object.metadata.namespace ?? ''}/${name}`,
      this.#version,
    );
  }

  takeBack(
    { namespace, name }: Pick<ResourceRef, 'namespace' | 'name'>,
    objects: readonly KubernetesObject[],
    version: string | undefined,
  ): TakenBack {
    const key = `${namespace}/${name}`;
    const given = this.#versions.get(key);
    if (given === undefined) return { state: 'gone' };
    if (objects.some(object => namedBy(object) === name))
      return { state: 'used' };
    if (version !== String(given))
      return { state: 'unused', version: String(given) };
    this.#versions.delete(key);
    return { state: 'gone' };
  }
}

function namedBy({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.[annotations.connections];
}
