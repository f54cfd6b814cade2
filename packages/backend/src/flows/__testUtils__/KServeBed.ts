import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import { StandInController, type RouterSettings } from '@greenroom/dev-kserve';
import {
  apiServer,
  applied,
  deleteNamespaces,
  hostOfTests,
  imageOf,
  kubectl,
  posted,
  withOverlay,
} from './kubectl';

/** Of what is looked into and changed beside the portal. */
type Kind = 'inferenceservice' | 'inferencegraph';

/** Of the cluster's KServe, as its operators set it. */
const SETTINGS = {
  deploy: JSON.stringify({ defaultDeploymentMode: 'Standard' }),
  ingress: JSON.stringify({
    ingressDomain: 'example.com',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  }),
};

/**
 * A real cluster with KServe's definitions, whose controller is played, as somebody prepares it who follows
 * `docs/guides/kubernetes.md`: roles, one project, under names of its own. Nothing of it is left after `close`.
 */
export class KServeBed {
  readonly driver = 'kserve';
  /** Of the project. */
  readonly namespace: string;
  /** `modelServing.clusters[].kubernetes` of a portal with no more rights than it needs. */
  readonly config: object;
  /** There is none: KServe routes. */
  readonly gatewayUrl = '';
  readonly host = hostOfTests;
  readonly #suffix: string;
  readonly #system: string;
  readonly #kserve: StandInController;

  private constructor(options: {
    readonly project: string;
    readonly system: string;
    readonly suffix: string;
    readonly config: object;
    readonly kserve: StandInController;
  }) {
    this.namespace = options.project;
    this.config = options.config;
    this.#system = options.system;
    this.#suffix = options.suffix;
    this.#kserve = options.kserve;
  }

  static async create(): Promise<KServeBed> {
    const id = randomBytes(3).toString('hex');
    const suffix = `-${id}`;
    const project = `demo-${id}`;
    const system = `kserve-${id}`;
    await withOverlay(
      {
        resources: ['portal-access-kserve'],
        namespace: system,
        nameSuffix: suffix,
      },
      'apply',
    );
    await kubectl('create', 'namespace', project);
    await kubectl(
      ...['create', 'rolebinding', 'greenroom-kserve-project', '-n', project],
      `--clusterrole=greenroom-kserve-project${suffix}`,
      `--serviceaccount=${system}:greenroom-portal${suffix}`,
    );
    const inSystem = ['-n', system];
    await kubectl(
      ...['create', 'configmap', 'inferenceservice-config', ...inSystem],
      ...Object.entries(SETTINGS).map(
        ([key, value]) => `--from-literal=${key}=${value}`,
      ),
    );
    const token = await kubectl(
      ...['create', 'token', `greenroom-portal${suffix}`, ...inSystem],
      '--duration=2h',
    );
    const config = new KubeConfig();
    config.loadFromFile(process.env.GREENROOM_TEST_KUBECONFIG ?? '');
    const image = imageOf('test-replica');
    return new KServeBed({
      project,
      system,
      suffix,
      config: {
        ...(await apiServer()),
        token: token.trim(),
        kserveNamespace: system,
      },
      kserve: await StandInController.start({
        config,
        namespace: project,
        image,
        initializer: imageOf('storage-initializer'),
      }),
    });
  }

  async close(): Promise<void> {
    const suffix = this.#suffix;
    await kubectl(
      ...['delete', '--ignore-not-found'],
      'validatingadmissionpolicy,validatingadmissionpolicybinding',
      `limits${suffix}`,
    );
    await this.#kserve.close();
    await kubectl(
      ...['delete', 'clusterrole,clusterrolebinding', '--ignore-not-found'],
      ...[
        'project',
        'cluster',
        'cluster-watch',
        'config',
        'hardware-profiles',
        'impersonation',
      ].map(name => `greenroom-kserve-${name}${suffix}`),
      `greenroom-nodes${suffix}`,
    );
    await deleteNamespaces(this.namespace, this.#system);
  }

  /** Lets the portal act for people, as the cluster calls them: what `impersonate` of its configuration needs. */
  async letActFor(...users: readonly string[]): Promise<void> {
    const suffix = this.#suffix;
    const name = `greenroom-kserve-impersonation${suffix}`;
    await kubectl(
      ...['create', 'clusterrole', name],
      ...['--verb=impersonate', '--resource=users'],
      ...users.map(user => `--resource-name=${user}`),
    );
    await kubectl(
      ...['create', 'clusterrolebinding', name, `--clusterrole=${name}`],
      `--serviceaccount=${this.#system}:greenroom-portal${suffix}`,
    );
  }

  /** Runs kubectl in the project. */
  kubectl(...args: readonly string[]): Promise<string> {
    return kubectl(...args, '-n', this.namespace);
  }

  /** Objects of the project: `objects('pods', '-l', 'a=b')`. Tests look into them as they expect them to be. */
  async objects(...what: readonly string[]): Promise<readonly any[]> {
    return JSON.parse(await this.kubectl('get', ...what, '-o', 'json')).items;
  }

  /** Names of objects of the project, sorted. */
  async names(kind: string): Promise<readonly string[]> {
    const found = await this.objects(kind);
    return found.map(({ metadata }) => metadata.name).sort();
  }

  /** A deployment of the project, with the record of who wrote what; or a graph. */
  async service(name: string, kind: Kind = 'inferenceservice'): Promise<any> {
    return JSON.parse(
      await this.kubectl(
        ...['get', kind, name, '-o', 'json'],
        '--show-managed-fields',
      ),
    );
  }

  /** Makes something in the project as another tool does. */
  async make(
    object: Readonly<Record<string, unknown>> & { readonly metadata: object },
  ): Promise<void> {
    const { namespace } = this;
    await applied({ ...object, metadata: { ...object.metadata, namespace } });
  }

  /** Changes a deployment, or a graph, as somebody does who has never heard of a portal. */
  async edit(
    name: string,
    patch: object,
    kind: Kind = 'inferenceservice',
  ): Promise<void> {
    await this.kubectl(
      ...['patch', kind, name, '--type=merge', '-p'],
      JSON.stringify(patch),
    );
  }

  /** A policy of the cluster's, in the words that it refuses with. @param rule - CEL, of what is let in */
  async admits(
    rule: string,
    message: string,
    kind: Kind = 'inferenceservice',
  ): Promise<void> {
    const name = `limits${this.#suffix}`;
    const apiVersion = 'admissionregistration.k8s.io/v1';
    await applied({
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['serving.kserve.io'],
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: [`${kind}s`],
            },
          ],
        },
        validations: [{ expression: rule, message }],
      },
    });
    const project = { 'kubernetes.io/metadata.name': this.namespace };
    await applied({
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: project } },
      },
    });
  }

  /** What KServe's configuration says of the routers of graphs from now on. */
  routers(router: RouterSettings): void {
    this.#kserve.routers(router);
  }

  /** A runtime of the project for models in ONNX; what it runs is ready at once, and predicts nothing. */
  async serveOnnx(): Promise<void> {
    await applied({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ServingRuntime',
      metadata: { name: 'tiny', namespace: this.namespace },
      spec: {
        supportedModelFormats: [
          { name: 'onnx', version: '1', autoSelect: true, priority: 1 },
        ],
        protocolVersions: ['v2'],
        containers: [
          { name: 'kserve-container', image: imageOf('test-replica') },
        ],
      },
    });
  }

  /** A runtime of the project by the name that every cluster without KServe has: its pods predict. */
  async serveModels(): Promise<void> {
    await applied({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ServingRuntime',
      metadata: { name: 'greenroom-onnx', namespace: this.namespace },
      spec: {
        supportedModelFormats: [{ name: 'onnx', version: '1' }],
        protocolVersions: ['v2', 'v1', 'grpc-v2'],
        containers: [
          {
            name: 'kserve-container',
            image: imageOf('model-server'),
            args: [
              '--model_name={{.Name}}',
              '--model_dir=/mnt/models',
              '--host=0.0.0.0',
              '--http_port=8080',
            ],
            ports: [{ name: 'http1', containerPort: 8080, protocol: 'TCP' }],
            readinessProbe: {
              httpGet: { path: '/v2/models/{{.Name}}/ready', port: 8080 },
              periodSeconds: 1,
            },
          },
        ],
      },
    });
  }

  /** Calls a pod of a deployment of the project as its own clients there do. @returns what it answers */
  async ask(pod: string, path: string, body: object): Promise<any> {
    const at = `/api/v1/namespaces/${this.namespace}/pods/${pod}:8080/proxy`;
    return JSON.parse(await posted(`${at}${path}`, body));
  }
}
