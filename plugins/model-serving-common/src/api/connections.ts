import type { FieldMessage } from '../FieldMessage';
import type {
  Connection,
  ConnectionSharing,
  ConnectionType,
  ResourceRef,
} from '../resources';

/** Body of `POST /connections` and of `POST /connections/test`. @public */
export interface ConnectionInput {
  readonly cluster?: string;
  readonly namespace: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly type: ConnectionType;
  /** All fields, secret ones too. On an update an absent or empty secret keeps the stored one. */
  readonly values: Record<string, string>;
  /** The deployment (name) it lives and dies with. */
  readonly privateTo?: string;
}

/** A connection as it is shown: never a secret. @public */
export interface ConnectionView {
  readonly ref: ResourceRef;
  readonly title: string;
  readonly description?: string;
  readonly owner?: string;
  readonly entityRef: string;
  readonly resource: Connection;
  readonly hasCredentials: boolean;
  /** Deployments that use it, of all namespaces, as far as the caller may see them. */
  readonly usedBy: readonly ResourceRef[];
  /** How many more use it that the caller may not see. Absent: none. */
  readonly usedByOthers?: number;
  readonly createdAt: string;
}

/** Steps of a connection test, each told. @public */
export interface ConnectionTestResult {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly name: 'address' | 'connect' | 'authenticate' | 'bucket' | 'path';
    readonly ok: boolean;
    readonly message: string;
  }[];
  /** One sentence. */
  readonly message: string;
  readonly code?: string;
}

/** Answer of `GET …/browse`. @public */
export interface BrowsePage {
  readonly prefix: string;
  readonly folders: readonly string[];
  readonly files: readonly {
    readonly key: string;
    /** Bytes; absent where only reading it would tell. */
    readonly size?: number;
    readonly modifiedAt?: string;
  }[];
  readonly nextCursor?: string;
}

/** Body of `POST /connections/:ref/rotate`. @public */
export interface RotationInput {
  /** New values of secret fields; those that are left out stay. Empty only in a dry run. */
  readonly values: Readonly<Record<string, string>>;
  /** Test the new values first, and store nothing if they do not work. Default true. */
  readonly test?: boolean;
  /** What must be there for the test to pass, besides what the type asks for. */
  readonly path?: string;
  /** Replace the replicas of all deployments that run with it now, one after the other. Default false. */
  readonly restart?: boolean;
}

/**
 * What the new values of a connection mean for a deployment that uses it:
 *
 * - `next-start`: its replicas keep running with the model that they have; the next fetch takes the new values
 * - `retrying`: its model could not be fetched; the next try, at once, takes the new values
 * - `stopped`: nothing runs; the next start takes the new values
 * - `restarting`: its replicas are being replaced, one after the other; the old ones serve until the new ones do
 * - `not-restarted`: a restart was asked for and refused; `message` says why
 * @public
 */
export interface RotationEffect {
  readonly ref: ResourceRef;
  readonly effect:
    | 'next-start'
    | 'retrying'
    | 'stopped'
    | 'restarting'
    | 'not-restarted';
  /** The same in one sentence. */
  readonly message: string;
}

/** Answer of `POST /connections/:ref/rotate`. @public */
export interface RotationResult {
  /** False in a dry run, and if the test failed: then nothing was stored. */
  readonly rotated: boolean;
  readonly connection: ConnectionView;
  /** Absent if it was not asked for, or there were no values to test. */
  readonly test?: ConnectionTestResult;
  /** Deployments that the caller may see. */
  readonly deployments: readonly RotationEffect[];
  /** How many more use it that the caller may not see. */
  readonly others: number;
  /** The whole in one sentence or two. */
  readonly message: string;
}

/** Body of `PUT /connections/:ref/sharing`: whom it is shared with from now on, and nobody else. @public */
export type SharingInput = ConnectionSharing;

/** Body of `POST /connections/import`. @public */
export interface ConnectionImport {
  /** One Secret as Open Data Hub keeps connections, as YAML or JSON. */
  readonly yaml: string;
}

/** Answer of `POST /connections/import`. @public */
export interface ConnectionImportResult {
  readonly connection: ConnectionView;
  /** What of the Secret was left out. */
  readonly warnings: readonly FieldMessage[];
}

/** Answer of `GET /secret-keys`: how far the exchange of the keys that protect stored secrets is. @public */
export interface SecretKeysView {
  /** Encrypts what is written now. */
  readonly current: string;
  /** All configured keys, in order, with the stored rows that only they open. */
  readonly keys: readonly { readonly id: string; readonly rows: number }[];
  /** Rows that are not on the current key yet; 0: the other keys may be removed. */
  readonly rowsOnOldKeys: number;
}
