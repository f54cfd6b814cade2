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

    /**
     * What becomes of running models when the backend ends. `keep`: they go on, and the next backend takes them over.
     * `stop`: they are drained and ended. `by-signal`: Ctrl-C (SIGINT) stops them, anything else keeps them. Default:
     * `by-signal`.
     */
    onShutdown?: 'keep' | 'stop' | 'by-signal';

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
