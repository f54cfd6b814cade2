// A portal with three clusters: this machine, a real Kubernetes, and the same one with a KServe that is played.
import { once } from 'node:events';
import net from 'node:net';
import { hostOfTests, KServeBed, KubernetesBed } from './beds.mjs';
import { Portal, until } from './portal.mjs';

/** Titles of the clusters. */
export const HERE = 'This machine';
export const PLAIN = 'Staging';
export const KSERVE = 'Production';
/** Who a guest of the portal is on the cluster with KServe. */
const GUEST = 'user:default/guest';

/** Nothing of it is left after `close`. */
export class ClusterPortal {
  portal;
  /** Of the cluster `staging`: gateway, roles and a project. */
  plain;
  /** Of the cluster `production`, where people write with their own rights: roles, a project and KServe's controller. */
  kserve;
  #bucket;

  static async create() {
    const made = new ClusterPortal();
    try {
      await made.#start();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** Where pods reach the portal's bucket. */
  get bucketUrl() {
    return `http://${hostOfTests}:${this.#bucket.address().port}`;
  }

  /** What who runs the cluster with KServe does for a guest who asks for it. */
  async letGuestDeploy() {
    const kinds = ['inferenceservices', 'inferencegraphs'].map(
      kind => `${kind}.serving.kserve.io`,
    );
    await this.kserve.kubectl(
      ...['create', 'role', 'deployers', `--resource=${kinds}`],
      '--verb=create,update,patch,delete',
    );
    await this.kserve.kubectl(
      ...['create', 'rolebinding', 'deployers', '--role=deployers'],
      `--user=${GUEST}`,
    );
    await until('the right is in force', () =>
      // Fails where the answer is no
      this.kserve.kubectl('auth', 'can-i', 'create', kinds[0], `--as=${GUEST}`),
    );
  }

  /** Ends and deletes everything; what fails does not keep the rest. */
  async close() {
    const failures = [];
    for (const end of [
      () => this.portal?.destroy(),
      () => this.#bucket?.close(),
      () => this.kserve?.close(),
      () => this.plain?.close(),
    ]) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, failures.join('; '));
  }

  async #start() {
    this.plain = await KubernetesBed.create();
    this.kserve = await KServeBed.create();
    await this.kserve.serveOnnx();
    await this.kserve.letActFor(GUEST);
    // The portal's own one listens for this machine only
    this.#bucket = net.createServer(client => this.#passOn(client));
    this.#bucket.listen(0, hostOfTests);
    await once(this.#bucket, 'listening');
    this.portal = await Portal.create({ config: ports => this.#config(ports) });
    await this.portal.start();
    await this.#connect('staging', this.plain);
    await this.#connect('production', this.kserve);
    await this.#hurryGateways();
  }

  #config({ bucket }) {
    return {
      modelServing: {
        namespaces: ['demo', this.plain.namespace, this.kserve.namespace],
        clusters: [
          { name: 'local', driver: 'local', title: HERE, default: true },
          {
            name: 'staging',
            title: PLAIN,
            driver: this.plain.driver,
            kubernetes: this.plain.config,
          },
          {
            name: 'production',
            title: KSERVE,
            driver: this.kserve.driver,
            kubernetes: {
              ...this.kserve.config,
              impersonate: { user: '{ref}' },
            },
          },
        ],
        addresses: {
          allowHosts: [
            `localhost:${bucket}`,
            `${hostOfTests}:${this.#bucket.address().port}`,
          ],
        },
      },
    };
  }

  async #connect(cluster, { namespace }) {
    const { status, body } = await this.portal.api('POST', '/connections', {
      cluster,
      namespace,
      name: 'samples',
      title: 'Sample models',
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: 'greenroom-development',
        AWS_SECRET_ACCESS_KEY: this.portal.secrets.bucketSecret,
        AWS_S3_ENDPOINT: this.bucketUrl,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_S3_BUCKET: 'models',
      },
    });
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  }

  /** They wait for the portal's Secret, and look for it more and more seldom; new ones find it at once. */
  async #hurryGateways() {
    const secret = 'greenroom-gateway-control';
    await until('the portal made the Secret of its gateways', () =>
      this.plain.gatewayKubectl('get', 'secret', secret),
    );
    await this.plain.gatewayKubectl(
      ...['rollout', 'restart', 'deployment/greenroom-gateway'],
    );
  }

  #passOn(client) {
    const inner = net.connect(this.portal.ports.bucket, '127.0.0.1');
    for (const [from, to] of [
      [client, inner],
      [inner, client],
    ]) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  }
}
