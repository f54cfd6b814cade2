import { createHash } from 'node:crypto';
import type { V1Deployment } from '@kubernetes/client-node';
import { FIELD_MANAGER } from '../objects';

/** Who else wrote into what a Deployment runs. Its number of replicas is not part of that: it is compared by itself. */
export function otherWriters({ metadata }: V1Deployment): readonly string[] {
  return (metadata?.managedFields ?? [])
    .filter(({ manager, subresource, fieldsV1 }) => {
      const spec = (fieldsV1 as Fields | undefined)?.['f:spec'] ?? {};
      return (
        manager !== FIELD_MANAGER &&
        !subresource &&
        Object.keys(spec).some(field => field !== 'f:replicas')
      );
    })
    .map(({ manager }) => manager ?? '');
}

/** A Deployment without the record of who wrote what, but for those whom {@link otherWriters} names: mostly nobody. */
export function knownDeployment(deployment: V1Deployment): V1Deployment {
  const others = otherWriters(deployment);
  const { managedFields = [], ...metadata } = deployment.metadata ?? {};
  return {
    ...deployment,
    metadata: {
      ...metadata,
      ...(others.length > 0 && {
        managedFields: managedFields.filter(({ manager }) =>
          others.includes(manager ?? ''),
        ),
      }),
    },
  };
}

/** What Deployments run as they were left, so that it is seen when somebody changes one beside the portal. */
export class HandEdits {
  readonly #left = new Map<string, string>();

  /**
   * Whether a Deployment is not as it was left. One that nobody looked at yet is, if somebody else wrote into it: nobody
   * knows what was there before.
   */
  isEdited(key: string, deployment: V1Deployment): boolean {
    const left = this.#left.get(key);
    return left === undefined
      ? otherWriters(deployment).length > 0
      : left !== digestOf(deployment);
  }

  /** It is as it is to be: what others added stays. */
  leave(key: string, deployment: V1Deployment): void {
    this.#left.set(key, digestOf(deployment));
  }

  forget(key: string): void {
    this.#left.delete(key);
  }
}

interface Fields {
  readonly 'f:spec'?: Readonly<Record<string, unknown>>;
}

function digestOf({ spec }: V1Deployment): string {
  const { replicas: _, ...rest } = spec ?? {};
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
