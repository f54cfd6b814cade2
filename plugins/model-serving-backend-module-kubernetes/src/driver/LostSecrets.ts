import type { V1Pod } from '@kubernetes/client-node';

/**
 * Pods of a revision that wait for a Secret that was written for it, and that somebody deleted. Nobody may read Secrets to see
 * whether they are there: the pods that lack one say so.
 */
export class LostSecrets {
  /** Pods for which theirs were written again: they go on to say so until the kubelet looks. */
  readonly #seen = new Map<string, Set<string>>();

  /** Those that nothing was written for yet. @param revision - name of the revision, with which the names of its Secrets begin */
  waiting(
    key: string,
    revision: string,
    pods: readonly V1Pod[],
  ): readonly string[] {
    return pods
      .filter(pod => lacksSecretOf(revision, pod))
      .map(({ metadata }) => metadata?.name ?? '')
      .filter(name => !this.#seen.get(key)?.has(name));
  }

  /** What they wait for was written. */
  restored(key: string, pods: readonly string[]): void {
    if (pods.length === 0) return;
    this.#seen.set(key, new Set([...(this.#seen.get(key) ?? []), ...pods]));
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }
}

function lacksSecretOf(revision: string, { status }: V1Pod): boolean {
  return [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].some(({ state }) => {
    const { reason, message = '' } = state?.waiting ?? {};
    return (
      reason === 'CreateContainerConfigError' &&
      message.includes(`secret "${revision}-`) &&
      message.includes('not found')
    );
  });
}
