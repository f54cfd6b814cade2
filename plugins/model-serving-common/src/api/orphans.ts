/** Something that a cluster holds of a deployment that the portal does not know. @public */
export interface OrphanView {
  readonly cluster: string;
  readonly namespace: string;
  /** Of the deployment, as its objects say. */
  readonly name: string;
  /** Identity that the deployment had. */
  readonly uid: string;
  readonly objects: readonly { readonly kind: string; readonly name: string }[];
  /** Replicas that its objects ask for. */
  readonly replicas: number;
  /** Since when there is any of it, ISO 8601. */
  readonly since: string;
  /** Whether this portal made it, by the identity of its database: only then can it be removed here. */
  readonly isOurs: boolean;
  /** How it may have come about, and the way out. */
  readonly message: string;
}
