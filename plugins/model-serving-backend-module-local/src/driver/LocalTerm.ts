import {
  ClusterDriverContext,
  DriverTerm,
} from '@greenroom/backstage-plugin-model-serving-node';
import { gatewayHostOf } from '../gateway';
import { ModelSource } from '../models';
import { RecordStore } from '../records';
import {
  adoptReplica,
  endStray,
  ReplicaLauncher,
  RevisionSupervisor,
  SupervisorOptions,
} from '../replicas';
import { fencedHost, TermGuard } from '../term';
import { admission } from './admission';
import { LocalDriverOptions } from './options';

/** What a term is made of. */
export interface LocalTermOptions extends LocalDriverOptions {
  readonly context: ClusterDriverContext;
  readonly number: Pick<DriverTerm, 'epoch' | 'fencing'>;
  /** Facts of a revision changed. */
  onChange(key: string): void;
  /** Another backend has begun a later term. */
  onLost(term: LocalTerm): void;
}

/**
 * The time in which this backend looks after the replicas of the machine, with everything that acts on them: it begins
 * with what the records say, whoever wrote them, and each of its effects asks the {@link TermGuard} first.
 */
export class LocalTerm {
  readonly guard: TermGuard;
  readonly #options: LocalTermOptions;
  readonly #supervision: SupervisorOptions;
  readonly #revisions = new Map<string, RevisionSupervisor>();
  #cancelClaim?: () => void;

  /**
   * Takes over what runs.
   * @throws TermLostError if a later term has begun already
   */
  static async begin(options: LocalTermOptions): Promise<LocalTerm> {
    const { config, number, clock, timing } = options;
    const guard = await TermGuard.claim(config.dataDir, number);
    const records = await RecordStore.create(config.dataDir, () =>
      guard.demand(),
    );
    // Opened anew: another backend may have fetched models since.
    const models = await options.openModels();
    const term = new LocalTerm(options, { guard, records, models });
    await term.#adopt(records);
    term.#cancelClaim = clock.after(timing.claimMs, () =>
      term.#removeUnclaimed(),
    );
    return term;
  }

  private constructor(
    options: LocalTermOptions,
    parts: {
      readonly guard: TermGuard;
      readonly records: RecordStore;
      readonly models: ModelSource;
    },
  ) {
    const { config, context, timing } = options;
    const { guard, records, models } = parts;
    const host = fencedHost(options.host, guard);
    this.#options = { ...options, host };
    this.guard = guard;
    this.#supervision = {
      ...this.#options,
      logger: context.logger,
      limits: { ...timing, startBudgetMs: config.startTimeoutMs },
      models,
      records,
      launcher: new ReplicaLauncher({
        ...this.#options,
        records,
        ports: config.ports,
        gatewayHost: gatewayHostOf(config.gateway),
      }),
      credentials: ({ service }, name) =>
        context.credentials({ ...service, name }),
      componentKey: async ({ service }) => context.componentKey?.(service),
      admit: bytes =>
        admission(
          bytes,
          [...this.#revisions.values()].map(
            ({ reservedBytes }) => reservedBytes,
          ),
          config.memoryBytes,
        ),
      onChange: key => this.#changed(key),
      onTermLost: () => options.onLost(this),
    };
  }

  /** What it looks after, by key. */
  get revisions(): ReadonlyMap<string, RevisionSupervisor> {
    return this.#revisions;
  }

  /** The revision of a key; a new one, if there is none. */
  revision(key: string, desired?: number): RevisionSupervisor {
    const known = this.#revisions.get(key);
    if (known) return known;
    const revision = new RevisionSupervisor(key, this.#supervision, desired);
    this.#revisions.set(key, revision);
    return revision;
  }

  /** Looks after nothing any more; all goes on. */
  abandon(): void {
    this.#cancelClaim?.();
    for (const revision of this.#revisions.values()) revision.abandon();
  }

  async #adopt(records: RecordStore): Promise<void> {
    const { host, context } = this.#options;
    for (const { key, desired, model } of await records.revisions()) {
      const revision = this.revision(key, desired);
      if (model) await revision.adoptModel(model);
    }
    const found = await records.replicas();
    await Promise.all(found.strays.map(id => endStray(id, records, host)));
    await Promise.all(
      found.records.map(async record => {
        const replica = await adoptReplica(record, records, host);
        if (!replica) {
          await records.removeReplica(record.id);
          return;
        }
        context.logger.info(
          `took over replica ${record.id}, pid ${replica.record.process.pid}`,
        );
        this.revision(record.key).adopt(replica);
      }),
    );
  }

  /** What no one has asked for since the term began is left over from a backend that knew more. */
  #removeUnclaimed(): void {
    for (const revision of this.#revisions.values()) {
      if (!revision.isClaimed) void revision.remove();
    }
  }

  #changed(key: string): void {
    if (this.#revisions.get(key)?.isGone) this.#revisions.delete(key);
    this.#options.onChange(key);
  }
}
