import type {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import { InputError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Who calls: for history rows, default owners and ownership. */
export class Callers {
  readonly #auth: AuthService;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    readonly auth: AuthService;
    readonly userInfo: UserInfoService;
  }) {
    this.#auth = options.auth;
    this.#userInfo = options.userInfo;
  }

  /** Entity reference of a user, subject of a service. */
  actor(credentials: BackstageCredentials): string {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      return credentials.principal.userEntityRef;
    }
    if (this.#auth.isPrincipal(credentials, 'service')) {
      return credentials.principal.subject;
    }
    return 'anonymous';
  }

  /** For whom a write is made; undefined for a service. */
  async person(
    credentials: BackstageCredentials,
  ): Promise<ActingPerson | undefined> {
    if (!this.#auth.isPrincipal(credentials, 'user')) return undefined;
    const { userEntityRef, ownershipEntityRefs } =
      await this.#userInfo.getUserInfo(credentials);
    return { userEntityRef, ownershipEntityRefs };
  }

  /** A group of the user, else the user; nobody for a service, which owns nothing. */
  async defaultOwner(
    credentials: BackstageCredentials,
  ): Promise<string | undefined> {
    if (!this.#auth.isPrincipal(credentials, 'user')) return undefined;
    const { userEntityRef, ownershipEntityRefs } =
      await this.#userInfo.getUserInfo(credentials);
    return (
      ownershipEntityRefs.find(ref => ref.startsWith('group:')) ?? userEntityRef
    );
  }

  /** Whether the caller is the owner or in it. Services act for whom they say. */
  async isOneOf(
    owner: string,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    if (!this.#auth.isPrincipal(credentials, 'user')) return true;
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      credentials,
    );
    return ownershipEntityRefs.includes(owner);
  }
}

/** What the catalog takes; the parser alone takes almost anything. */
const ENTITY_REF = /^[a-z][a-z0-9-]*:[a-z0-9._-]+\/[a-z0-9._-]+$/;

/**
 * An owner in the one form that permission rules compare: a full reference in lower case. `data-science` is a group.
 * @throws InputError naming the field.
 */
export function normalOwner(owner: unknown, field: string): string {
  if (typeof owner !== 'string' || owner.length > 200) {
    throw new InputError(
      `${field} must be an entity reference such as group:default/data-science, of at most 200 characters`,
    );
  }
  const problem = `${field} '${owner}' is not an entity reference such as group:default/data-science`;
  let ref: string;
  try {
    ref = stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch (error) {
    throw new InputError(problem, error);
  }
  if (!ENTITY_REF.test(ref)) throw new InputError(problem);
  return ref;
}
