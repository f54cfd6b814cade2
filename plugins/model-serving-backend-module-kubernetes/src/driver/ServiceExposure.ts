import { createHash } from 'node:crypto';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { ExposedService } from '@greenroom/backstage-plugin-model-serving-node';
import {
  KubeApiError,
  KubeClient,
  ResourceType,
  resourceTypes,
} from '../client';
import {
  ExposureSettings,
  httpRouteProblem,
  HttpRoute,
  notes,
  renderGatewayAlias,
  renderHttpRoute,
  renderIngress,
  SERVICE_UID_LABEL,
} from '../objects';
import { ExposureWatches, ExposureWatchesOptions } from './ExposureWatches';
import { ForeignObjectError } from './ForeignObjectError';
import { OwnObjects } from './OwnObjects';

/** What a {@link ServiceExposure} is made of. */
export interface ServiceExposureOptions
  extends Pick<
    ExposureWatchesOptions,
    | 'namespaces'
    | 'demand'
    | 'labelSelector'
    | 'sleep'
    | 'random'
    | 'onLost'
    | 'onFound'
    | 'onChange'
    | 'onJoin'
    | 'now'
  > {
  readonly client: KubeClient;
  readonly settings: ExposureSettings;
  readonly portal?: string;
}

/**
 * What lets requests from outside reach services: an Ingress or an HTTPRoute for each, written when something differs and
 * removed with the service.
 */
export class ServiceExposure {
  readonly #options: ServiceExposureOptions;
  readonly #type: ResourceType;
  readonly #watches: ExposureWatches;
  readonly #objects: OwnObjects;
  readonly #problems = new Map<string, { message: string; since: string }>();

  private constructor(
    options: ServiceExposureOptions,
    watches: ExposureWatches,
  ) {
    this.#options = options;
    this.#type = resourceTypes[options.settings.kind];
    this.#watches = watches;
    this.#objects = new OwnObjects(options);
  }

  /** Never fails: a project without rights, or a cluster without the definitions, is a problem of what is let in there. */
  static async start(
    options: ServiceExposureOptions,
  ): Promise<ServiceExposure> {
    const type = resourceTypes[options.settings.kind];
    const watches = await ExposureWatches.start({
      ...options,
      type,
      undefinedType: missing(type),
    });
    return new ServiceExposure(options, watches);
  }

  /**
   * Lets in what is for the hosts of a service. A repeat calls nobody.
   * @returns why nobody is let in, and since when; undefined: all is as it should be
   * @throws KubeApiError if what is to go cannot be removed; any error of the connection
   */
  async expose(
    exposed: ExposedService,
  ): Promise<{ readonly message: string; readonly since: string } | undefined> {
    const message = await this.#expose(exposed);
    const key = `${exposed.service.namespace}/${exposed.service.name}`;
    if (message === undefined) {
      this.#problems.delete(key);
      return undefined;
    }
    const before = this.#problems.get(key);
    if (before?.message === message) return before;
    const since = new Date(this.#options.now()).toISOString();
    this.#problems.set(key, { message, since });
    return { message, since };
  }

  /** What it writes by itself in a namespace, as far as it may look there. */
  typesIn(namespace: string): readonly ResourceType[] {
    return this.#watches.knows(namespace) ? [this.#type] : [];
  }

  close(): Promise<void> {
    return this.#watches.close();
  }

  async #expose(exposed: ExposedService): Promise<string | undefined> {
    const { namespace, name } = exposed.service;
    const known = this.#watches.get(namespace, name);
    const isLookedAt = this.#watches.knows(namespace);
    if (exposed.hosts.length === 0) {
      const uid = known?.metadata?.labels?.[SERVICE_UID_LABEL];
      if (uid === exposed.serviceUid) await this.#remove(exposed);
      else if (!isLookedAt) await this.#remove(exposed).catch(unlessRefused);
      return undefined;
    }
    if (!isLookedAt) return this.#watches.problem(namespace);
    const fingerprint = this.#fingerprintOf(exposed);
    const isWritten =
      known?.metadata?.annotations?.[notes.fingerprint] === fingerprint &&
      known.metadata.labels?.[SERVICE_UID_LABEL] === exposed.serviceUid;
    try {
      const written = isWritten
        ? known
        : await this.#write(exposed, fingerprint);
      this.#watches.took(written);
      return this.#options.settings.kind === 'HTTPRoute'
        ? httpRouteProblem(written as HttpRoute)
        : undefined;
    } catch (error) {
      if (error instanceof ForeignObjectError) return error.message;
      // Also what is nobody's fault, like an admission webhook that does not answer: replicas do not wait for it
      if (error instanceof KubeApiError)
        return `the ${this.#type.kind} is refused: ${error.message}`;
      throw error;
    }
  }

  async #write(
    exposed: ExposedService,
    fingerprint: string,
  ): Promise<KubernetesObject> {
    const { settings } = this.#options;
    const rendered =
      settings.kind === 'Ingress'
        ? renderIngress(exposed, settings)
        : renderHttpRoute(exposed, settings);
    const { metadata } = rendered;
    const before = await this.#objects.demandOurs(
      this.#type,
      exposed.service,
      exposed.serviceUid,
    );
    if (settings.kind === 'Ingress') {
      await this.#objects.demandOurs(
        resourceTypes.Service,
        exposed.service,
        exposed.serviceUid,
      );
      const alias = renderGatewayAlias(exposed, settings);
      await this.#objects.apply(resourceTypes.Service, alias);
    }
    try {
      return await this.#objects.apply<KubernetesObject>(this.#type, {
        ...rendered,
        metadata: {
          ...metadata,
          annotations: {
            ...metadata?.annotations,
            [notes.fingerprint]: fingerprint,
          },
        },
      });
    } catch (error) {
      // Nothing is left half made
      if (!before) await this.#remove(exposed).catch(unlessRefused);
      throw error;
    }
  }

  async #remove({ service, serviceUid }: ExposedService): Promise<void> {
    await this.#objects.remove(this.#type, service, serviceUid);
    if (this.#options.settings.kind === 'Ingress')
      await this.#objects.remove(resourceTypes.Service, service, serviceUid);
  }

  #fingerprintOf(exposed: ExposedService): string {
    const { settings, portal } = this.#options;
    return createHash('sha256')
      .update(JSON.stringify([exposed, settings, portal]))
      .digest('hex')
      .slice(0, 32);
  }
}

/** Where we may not look, others may not let us remove either: an inventory shows what is left once we may. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof KubeApiError)) throw error;
}

function missing({ apiVersion, kind }: ResourceType): string {
  return `the cluster has no ${kind} (${apiVersion}), which gateway.routes of its configuration asks for: ask who runs it to install the definitions and a controller for them, or name an Ingress class instead`;
}
