export interface Config {
  modelServing?: {
    /** Clusters with `driver: local` read this; there can be one. */
    local?: {
      /**
       * Folder for models, replicas, records and the gateway's state. Relative to the working directory.
       * Default `.greenroom/local`.
       */
      dataDir?: string;
      /**
       * Programs that runtimes and containers of deployments (predictor, transformer, explainer) may name in
       * `containers[0].command[0]`, by that name. Built in: `greenroom-model-server`.
       * People who deploy choose arguments behind those given here, so never list a bare shell or interpreter.
       */
      programs?: {
        [name: string]: {
          /** Path of the executable, relative to the working directory, or its name if it is found on PATH. */
          command: string;
          /** Come before the arguments of the runtime. */
          args?: string[];
          /**
           * Win over the variables of the runtime.
           * @deepVisibility secret
           */
          env?: { [name: string]: string };
        };
      };
      /** Further ClusterServingRuntimes of this machine, as objects. */
      runtimes?: Array<object>;
      gateway?: {
        /** Port for requests to models, 1 to 65535. Default 8080. */
        port?: number | string;
        /** Host in URLs and address to listen on; `localhost` listens on 127.0.0.1. Default `localhost`. */
        host?: string;
        /** Processes that share the port, ≥ 1. Default 2. */
        workers?: number;
        /**
         * File to which the gateway appends a line of JSON for each request, relative to the working directory, or `-`
         * for the gateway's own log. It grows until somebody renames it away. Default: no access log.
         */
        accessLog?: string;
        /** Spans of requests are sent to an OpenTelemetry collector. Default: none are made. */
        tracing?: {
          /** OTLP over HTTP, for example `http://localhost:4318`; `/v1/traces` is added. */
          endpoint: string;
          /** Share of the traces that begin at the gateway, 0 to 1; others are recorded as their caller decided. Default 1. */
          ratio?: number;
          /**
           * Headers for the collector.
           * @deepVisibility secret
           */
          headers?: { [name: string]: string };
        };
      };
      cache?: {
        /**
         * Size of the model cache, e.g. `20Gi`. The models that were not used for the longest time make room for new
         * ones; those in use never go. Default: what the disk has.
         */
        limit?: string;
      };
      storage?: {
        /**
         * Folders of this machine that `file://` may read, with all below them. Everybody who may deploy can serve what
         * lies there. Default: none, and no `file://`.
         */
        fileRoots?: string[];
        /** Where `hf://` asks; allow it in `addresses` if it is in a private network. Default `https://huggingface.co`. */
        huggingFaceEndpoint?: string;
        /** Where `gs://` asks, e.g. an emulator; as above. Default `https://storage.googleapis.com`. */
        googleEndpoint?: string;
        /** Registries (`host:port`) that `oci://` asks without TLS, beside those on loopback. Default: none. */
        insecureRegistries?: string[];
        /** Largest model, unpacked, e.g. `50Gi`. Default: what the cache has. */
        maxModelSize?: string;
      };
      memory?: {
        /** Sum of what all replicas may request, e.g. `16Gi`. Default: 80 % of the machine's memory. */
        limit?: string;
      };
      replicas?: {
        /** Most replicas of one deployment, ≥ 1. Default: 8 per CPU. */
        max?: number;
      };
      /** Ports for programs that cannot choose their own. Default: what the system gives. */
      ports?: { from: number; to: number };
      /** From the start of a process to its first readiness, in seconds. Default 120. */
      startTimeoutSeconds?: number;
    };
    /** What URLs that people give (buckets, model URIs) may point at. */
    addresses?: {
      /** Loopback and private addresses as well. Default false. */
      allowPrivate?: boolean;
      /** Hosts that are allowed whatever they resolve to. */
      allowHosts?: string[];
    };
  };
}
