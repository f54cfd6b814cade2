import {
  hostNameIfValid,
  type ClusterSettings,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A graph of a cluster. */
export interface GraphName {
  readonly namespace: string;
  readonly name: string;
}

/** `/graphs/{namespace}/{name}`, and what may follow. */
const GRAPH_PATH = /^\/graphs\/([^/]+)\/([^/]+)(?:\/|$)/;

/** Which URLs are addresses of a cluster's own gateways, and which graphs they name. */
export class GraphAddresses {
  readonly #settings: ClusterSettings;
  readonly #gateway: URL | undefined;

  constructor(settings: ClusterSettings) {
    const { gatewayUrl = '' } = settings;
    this.#settings = settings;
    if (URL.canParse(gatewayUrl)) this.#gateway = new URL(gatewayUrl);
  }

  /** Whether the gateways of the cluster answer at a URL: at their own, or at a host below the domain of the cluster. */
  isOwn(url: string): boolean {
    const read = this.#read(url);
    return (
      read !== undefined && (read.isGateway || this.#isOwnHost(read.address))
    );
  }

  /** Which of some graphs a URL names. */
  graphAt<G extends GraphName>(
    url: string,
    graphs: readonly G[],
  ): G | undefined {
    const read = this.#read(url);
    if (!read) return undefined;
    const { address, isGateway } = read;
    const [, namespace, name] = GRAPH_PATH.exec(address.pathname) ?? [];
    if (isGateway && name !== undefined)
      return graphs.find(
        graph => graph.name === name && graph.namespace === namespace,
      );
    if (!this.#isOwnHost(address)) return undefined;
    return graphs.find(
      graph =>
        hostNameIfValid({ ...graph, settings: this.#settings }) ===
        address.hostname,
    );
  }

  #read(url: string): { address: URL; isGateway: boolean } | undefined {
    if (!this.#gateway || !URL.canParse(url)) return undefined;
    const address = new URL(url);
    return { address, isGateway: address.origin === this.#gateway.origin };
  }

  #isOwnHost({ protocol, hostname, port }: URL): boolean {
    const { urlScheme, domain } = this.#settings.ingress;
    return (
      protocol === `${urlScheme}:` &&
      port === this.#gateway?.port &&
      hostname.endsWith(`.${domain}`)
    );
  }
}
