export interface Config {
  modelServing?: {
    clusters?: Array<{
      /** Clusters with `driver: kubernetes` or `driver: kserve` read this. */
      kubernetes?: {
        /** How the API server is reached: by a kubeconfig, … */
        kubeconfig?: {
          /** Default: where kubectl looks, `KUBECONFIG` and `~/.kube/config`. */
          file?: string;
          /** Default: its current context. */
          context?: string;
        };
        /** … as the service account of the pod that the portal runs in, … */
        inCluster?: boolean;
        /**
         * … as Backstage's own settings say: name of a cluster in `kubernetes.clusterLocatorMethods` of type `config`,
         * which gives address, certificate authority and the token of `authProvider: serviceAccount`. With other
         * providers, `token` or `tokenFile` say here who the portal is; where they are said, they stand before. …
         */
        backstageCluster?: string;
        /** … or by its address, and the token of a service account. */
        url?: string;
        /** Certificate authority of `url`, PEM in base64. */
        caData?: string;
        /** The same, as a file. */
        caFile?: string;
        /** Do not check who answers at `url`. For tests only. Default: false. */
        skipTLSVerify?: boolean;
        /**
         * Token of a service account, for `url` or `backstageCluster`.
         * @visibility secret
         */
        token?: string;
        /** File with that token; it is read anew when it changes. */
        tokenFile?: string;

        /**
         * One watch for all namespaces, not one for each of `modelServing.namespaces`: for dozens of projects. Takes rights
         * in the whole cluster. Default: false.
         */
        watchCluster?: boolean;

        /**
         * With `driver: kserve`: the namespace where KServe is installed, with its ConfigMap `inferenceservice-config`,
         * and Open Data Hub's hardware profiles for all projects. Default: `kserve`.
         */
        kserveNamespace?: string;

        /**
         * With `driver: kserve`: what people deploy, change and delete is written with their own rights, by impersonation, and
         * not with the portal's; what the portal does by itself is written with its own. Texts with {ref}
         * (`user:default/ada`), {namespace} and {name}; {name} alone names those of the namespace `default`. The portal's
         * account needs the role of `deploy/kustomize/portal-access-kserve/impersonate.yaml`. Absent: all is written with the
         * portal's rights.
         */
        impersonate?: {
          /** What the cluster calls a person. Default: `{ref}`. */
          user?: string;
          /** What the cluster calls their groups. Absent: they act without them. */
          group?: string;
        };

        /** Images of ours. Default: those of this version. */
        images?: {
          modelServer?: string;
          /** Ours, or KServe's: both are given a URI and a folder. */
          storageInitializer?: string;
          pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
        };

        /** The gateway in the cluster, as `deploy/kustomize/gateway` installs it. */
        gateway?: {
          /** Default: `greenroom`. */
          namespace?: string;
          /** Name of its Service, and of its pods in `app.kubernetes.io/name`. Default: `greenroom-gateway`. */
          service?: string;
          /**
           * What clients call: the address of the load balancer, Ingress or HTTPRoute in front of it. Default: the
           * Service's name, which only pods of the cluster can call.
           */
          url?: string;
          /**
           * What the portal writes so that clients outside reach deployments by host: an object for each, in its
           * namespace. Default: nothing, the platform team sees to it.
           */
          routes?: {
            /** An Ingress of this class, … */
            ingressClassName?: string;
            /** … or an HTTPRoute of this Gateway. The gateway's namespace needs a ReferenceGrant for it. */
            parent?: {
              namespace: string;
              name: string;
              /** Of its listener. */
              sectionName?: string;
            };
            /** Domain of the hosts. Default: `modelServing.ingress.domain`. */
            domain?: string;
            /** Of the URLs. Default: `modelServing.ingress.urlScheme`. */
            urlScheme?: 'http' | 'https';
            /** Of each object: what the controller wants to be told. */
            annotations?: { [name: string]: string };
          };
        };

        /** Most replicas of one deployment, ≥ 1. Default: 100. */
        maxReplicas?: number;
        /**
         * How long a pod goes on serving after it was told to end, in seconds: gateways learn of it meanwhile. Needs
         * Kubernetes 1.30; 0 for older ones. Default: 5.
         */
        drainSeconds?: number;
        /** Further ClusterServingRuntimes of this cluster, as objects. */
        runtimes?: Array<object>;
      };
    }>;
  };
}
