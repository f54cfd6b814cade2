/** What the operator says about the pods of one cluster. */
export interface PodSettings {
  /** The container that brings the model: ours or KServe's, the contract is the same. */
  readonly storageInitializer: {
    readonly image: string;
    readonly imagePullPolicy?: string;
    /** Requests and limits; KServe's of 0.20 unless told otherwise. */
    readonly resources?: {
      readonly requests?: Readonly<Record<string, string>>;
      readonly limits?: Readonly<Record<string, string>>;
    };
  };
  /**
   * How long a pod goes on serving after it was told to end, in s: the time in which gateways learn of it. Pods finish
   * their requests after that within their own grace period.
   */
  readonly drainSeconds: number;
  /** `host[:port]` at which pods of this cluster reach the gateway: `$(GATEWAY_HOST)` in their containers. */
  readonly gatewayHost: string;
}

/** Requests and limits of the storage initializer in KServe 0.20. */
export const INITIALIZER_RESOURCES = {
  requests: { cpu: '100m', memory: '100Mi' },
  limits: { cpu: '1', memory: '1Gi' },
} as const;
