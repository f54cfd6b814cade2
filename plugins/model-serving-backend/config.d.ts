export interface Config {
  /** Greenroom: self-service model serving. */
  modelServing?: {
    /**
     * Where models run. Default: one cluster `local`, which is this machine.
     */
    clusters?: Array<{
      /** Name in URLs, permissions and entities: lower case letters, digits and `-`. Never change it: it is identity. */
      name: string;
      /** Driver type, as a driver module brings it; `local` is processes on this machine. */
      driver: string;
      /** Title for people. Default: the name. */
      title?: string;
      /** Used where nobody names a cluster; its entities carry no cluster in their name. Default: the first one. */
      default?: boolean;
    }>;

    /** Projects (namespaces) in which people may deploy. Default: `[default]`. */
    namespaces?: string[];

    /** How the host names of services are made. */
    ingress?: {
      /** Default: `localhost`. */
      domain?: string;
      /**
       * Over `.Name`, `.Namespace` and `.IngressDomain`. Default: `{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}`.
       */
      domainTemplate?: string;
      /** What clients use; `https` where something in front of the gateway ends TLS. Default: `http`. */
      urlScheme?: 'http' | 'https';
    };

    /** Inference graphs that say nothing themselves. */
    graphs?: {
      /** Whose answers they give where KServe's router and ours differ. Default: `greenroom`. */
      profile?: 'greenroom' | 'kserve';
      /**
       * Which headers of a caller go along to the steps: regular expressions on the canonical spelling (`X-Tenant`), found
       * anywhere in it. Default: none but `Accept`, `X-Request-Id` and those of traces.
       */
      propagateHeaders?: string[];
    };

    /**
     * How requests scale models: the keys of Knative's `config-autoscaler`. Durations in Go's notation (`60s`, `1m30s`).
     * Annotations `autoscaling.knative.dev/…` of a service win over them.
     */
    autoscaler?: {
      /** Whether a service with `minReplicas: 0` may have none. Default: true. */
      'enable-scale-to-zero'?: boolean;
      /** Share of a replica's target that is aimed at: percent above 1, else a fraction. Default: 70. */
      'container-concurrency-target-percentage'?: number;
      /** Requests in flight that a replica without `containerConcurrency` takes. Default: 100. */
      'container-concurrency-target-default'?: number;
      /** Requests a second that a replica takes, where `scaleMetric` is `rps`; at least 0.01. Default: 200. */
      'requests-per-second-target-default'?: number;
      /** Requests that must find room at once; -1: any number. Default: 211. */
      'target-burst-capacity'?: number;
      /** Most replicas after one decision, as a multiple of those that are ready; above 1. Default: 1000. */
      'max-scale-up-rate'?: number;
      /** Fewest replicas after one decision, as a divisor of those that are ready; above 1. Default: 2. */
      'max-scale-down-rate'?: number;
      /** Time over which load is averaged: 6s to 1h, whole seconds. Default: 60s. */
      'stable-window'?: string;
      /** Length of the window in which bursts are seen, in percent of the stable one: 1 to 100. Default: 10. */
      'panic-window-percentage'?: number;
      /** A burst is this many percent of the target: 110 to 1000. Default: 200. */
      'panic-threshold-percentage'?: number;
      /** How long the last replica stays after its requests ended and the gateway is ready to hold new ones. Default: 30s. */
      'scale-to-zero-grace-period'?: string;
      /** How long it stays at least. Default: 0s. */
      'scale-to-zero-pod-retention-period'?: string;
      /** The number of replicas falls this much later; whole seconds. Default: 0s. */
      'scale-down-delay'?: string;
      /** Replicas that a new revision starts with. Default: 1. */
      'initial-scale'?: number;
      /** Whether `initial-scale` may be 0. Default: false. */
      'allow-zero-initial-scale'?: boolean;
    };

    /**
     * What becomes of running models when the backend ends. `keep`: they go on, and the next backend takes them over.
     * `stop`: they are drained and ended. `by-signal`: Ctrl-C (SIGINT) stops them, anything else keeps them. Default:
     * `by-signal`.
     */
    onShutdown?: 'keep' | 'stop' | 'by-signal';

    /** Tokens by which models are called. */
    tokens?: {
      /** Whether people may make tokens that never expire, or live for more than a year. Default: false. */
      mayNeverExpire?: boolean;
    };

    /**
     * Keys that protect stored secrets (AES-256-GCM). The first encrypts, all decrypt: to rotate, put a new one in
     * front. There is no default.
     * @deepVisibility secret
     */
    secretKeys?: Array<{
      /** Kept with each row; never reuse one for another key. */
      id: string;
      /** 32 random bytes in base64. */
      key: string;
    }>;

    /** Which addresses the backend and the drivers may connect to on behalf of users (buckets, model URIs). */
    addresses?: {
      /** Allow addresses of private networks. Loopback and link-local ones stay forbidden. Default: false. */
      allowPrivate?: boolean;
      /** Hosts that are allowed whatever they resolve to: `host`, `host:port` or `*.domain`. Default: none. */
      allowHosts?: string[];
    };
  };
}
