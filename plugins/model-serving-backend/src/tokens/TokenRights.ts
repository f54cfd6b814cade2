import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  deploymentReadPermission,
  graphReadPermission,
  graphTokenCreatePermission,
  graphTokenReadPermission,
  graphTokenRevokePermission,
  tokenCreatePermission,
  tokenKinds,
  tokenReadPermission,
  tokenRevokePermission,
  type TokenKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { OwnedResource } from '@greenroom/backstage-plugin-model-serving-node';
import type { KindAccess } from '../access';
import type { StoredToken, StoredTokenScope } from '../store';

/** What one may do about tokens of something; `see`: know that it is there. */
export type TokenRight = 'see' | 'read' | 'create' | 'revoke';

/** The permission of each right, by the kind of what is guarded. */
export const tokenPermissions: Readonly<
  Record<TokenKind, Readonly<Record<TokenRight, ResourcePermission>>>
> = {
  InferenceService: {
    see: deploymentReadPermission,
    read: tokenReadPermission,
    create: tokenCreatePermission,
    revoke: tokenRevokePermission,
  },
  InferenceGraph: {
    see: graphReadPermission,
    read: graphTokenReadPermission,
    create: graphTokenCreatePermission,
    revoke: graphTokenRevokePermission,
  },
};

type Decider = (resource: OwnedResource) => boolean;

/** One caller's rights about tokens: decided once, asked for many. */
export class TokenRights {
  readonly #deciders: ReadonlyMap<string, Decider>;

  private constructor(deciders: ReadonlyMap<string, Decider>) {
    this.#deciders = deciders;
  }

  static async of(
    credentials: BackstageCredentials,
    rights: readonly TokenRight[],
    access: Pick<KindAccess, 'of'>,
  ): Promise<TokenRights> {
    const deciders = rights.flatMap(right =>
      tokenKinds.map(async (kind): Promise<[string, Decider]> => {
        const permission = tokenPermissions[kind][right];
        const decider = access.of(kind).decider(permission, credentials);
        return [`${kind} ${right}`, await decider];
      }),
    );
    return new TokenRights(new Map(await Promise.all(deciders)));
  }

  /**
   * Whether the caller has a right about something that a token opens. All of a namespace, what comes later included, is
   * for whom it does not matter who owns it.
   */
  may(right: TokenRight, scope: StoredTokenScope, cluster: string): boolean {
    if (scope.kind !== 'Namespace')
      return this.#decides(scope.kind, right, scope);
    const { namespace } = scope;
    const anything = { ref: { cluster, namespace, name: '' } };
    return tokenKinds.every(kind => this.#decides(kind, right, anything));
  }

  /** About anything that the token opens. */
  mayAny(right: TokenRight, { scopes, cluster }: StoredToken): boolean {
    return scopes.some(scope => this.may(right, scope, cluster));
  }

  #decides(kind: TokenKind, right: TokenRight, resource: OwnedResource) {
    return this.#deciders.get(`${kind} ${right}`)?.(resource) === true;
  }
}
