import {
  FetchFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { LaunchProblem, LaunchTemplate, launchTemplate } from '../launch';
import { ModelFetch, ModelFetchOptions } from '../models';
import { RevisionRecord, RevisionRecorder } from '../records';
import { TermLostError } from '../term';
import { AdoptedReplica, adoptedState } from './adoptedState';
import { isNews } from './isNews';
import { replicaId } from './names';
import { planReplicas, ReplicaStep } from './planReplicas';
import { isRunning, replicaAfter } from './replicaAfter';
import { replicaFacts, replicasFailure } from './replicaFacts';
import { LaunchRefused } from './ReplicaLauncher';
import { ReplicaRun } from './ReplicaRun';
import { newReplica, ReplicaEvent, ReplicaState } from './state';
import { SupervisorOptions } from './SupervisorOptions';

/**
 * Keeps the replicas of one revision as {@link planReplicas} says.
 *
 * Everything that happens comes in as an event, changes one state, and is followed by a new plan; the plan's steps are
 * the only effects.
 */
export class RevisionSupervisor {
  readonly key: string;
  readonly #options: SupervisorOptions;
  readonly #recorder: RevisionRecorder;
  readonly #replicas = new Map<string, ReplicaState>();
  readonly #runs = new Map<string, ReplicaRun>();
  #spec?: RevisionSpec;
  #template?: LaunchTemplate;
  #problem?: LaunchProblem & { readonly at: string };
  #fetch?: ModelFetch;
  #desired: number;
  #isRemoved = false;
  #isAbandoned = false;
  #isPlanning = false;
  #cancelWake?: () => void;
  readonly #emptied: (() => void)[] = [];
  /** Settles when what was forgotten so far is off the disk too. */
  #forgotten: Promise<unknown> = Promise.resolve();

  /** A revision that is new, or known from an earlier backend. */
  constructor(key: string, options: SupervisorOptions, desired: number = 0) {
    this.key = key;
    this.#options = options;
    this.#recorder = new RevisionRecorder(key, options.records, options.logger);
    this.#desired = desired;
  }

  /** Whether somebody asked for this revision since the backend started. */
  get isClaimed(): boolean {
    return this.#spec !== undefined;
  }

  get replicas(): readonly ReplicaState[] {
    return [...this.#replicas.values()];
  }

  /** Live processes by replica. */
  get runs(): ReadonlyMap<string, ReplicaRun> {
    return this.#runs;
  }

  /** Memory that its replicas are counted with. */
  get reservedBytes(): number {
    return this.replicas.filter(isRunning).reduce((sum, { id }) => {
      const record = this.#runs.get(id)?.record ?? this.#template;
      return sum + (record?.memoryRequestBytes ?? 0);
    }, 0);
  }

  /** Takes over a process. */
  adopt(adopted: AdoptedReplica): void {
    const { clock, launcher } = this.#options;
    const { record, isReady } = adopted;
    this.#replicas.set(record.id, adoptedState(adopted, clock.now()));
    this.#runs.set(
      record.id,
      launcher.adopt(record, isReady, event => this.#on(record.id, event)),
    );
  }

  /** Keeps the model that an earlier backend fetched, so that nothing is fetched again. */
  async adoptModel(model: NonNullable<RevisionRecord['model']>): Promise<void> {
    const held = await this.#options.models.reacquire(model);
    if (!held) return;
    this.#fetch = ModelFetch.held(this.#fetchOptions(''), held);
  }

  /** Converges to that many replicas. To say the same again costs nothing and is no news: it is said in every pass. */
  async apply(spec: RevisionSpec, desired: number): Promise<void> {
    const { programs, clock } = this.#options;
    if (this.isClaimed && desired === this.#desired && !this.#isRemoved) {
      await this.#fetch?.reconsider();
      return;
    }
    this.#spec = spec;
    this.#desired = desired;
    this.#isRemoved = false;
    const read = launchTemplate(spec, programs);
    if ('problem' in read) {
      this.#problem = {
        ...read.problem,
        at: this.#problem?.at ?? new Date(clock.now()).toISOString(),
      };
      this.#template = undefined;
    } else {
      this.#problem = undefined;
      this.#template = read.template;
      this.#startFetch(spec);
    }
    // Replicas have records of their own: their start need not wait for this one.
    const saved = this.#saveRecord();
    this.#changed();
    await saved;
    await this.#fetch?.reconsider();
  }

  /** No gateway sends that replica new requests any more. */
  drained(id: string): void {
    this.#on(id, { type: 'drained' });
  }

  /** Ends all replicas; resolves when they and their records are gone. */
  async remove(): Promise<void> {
    this.#desired = 0;
    this.#isRemoved = true;
    const emptied = new Promise<void>(resolve => this.#emptied.push(resolve));
    this.#changed();
    await this.#saveRecord();
    await emptied;
    await this.#forgotten;
  }

  /** Nobody waits for requests any more: ends all replicas now, within their grace. */
  async stop(): Promise<void> {
    const gone = this.remove();
    for (const id of this.#replicas.keys()) this.drained(id);
    await gone;
  }

  /** Stops looking after the replicas, which go on; who waits for their end waits no longer. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#cancelWake?.();
    for (const run of this.#runs.values()) run.abandon();
    this.#fetch?.close();
    for (const resolve of this.#emptied.splice(0)) resolve();
  }

  /** Whether it was removed and nothing of it is left. */
  get isGone(): boolean {
    return this.#isRemoved && this.#replicas.size === 0;
  }

  /** News about a replica from outside, e.g. what it uses. */
  report(id: string, event: ReplicaEvent): void {
    this.#on(id, event);
  }

  facts(): RevisionFacts {
    const now = this.#options.clock.now();
    const failure =
      this.#problem ??
      (this.#desired > 0 ? replicasFailure(this.replicas) : undefined);
    return {
      key: this.key,
      desired: this.#desired,
      fetch: this.#fetchFacts(),
      replicas: this.replicas.map(replica => replicaFacts(replica, now)),
      ...(failure ? { failure } : {}),
      observedAt: new Date(now).toISOString(),
    };
  }

  #fetchFacts(): FetchFacts {
    if (this.#fetch) return this.#fetch.facts;
    return {
      state: this.#spec && !this.#spec.model ? 'not-needed' : 'waiting',
    };
  }

  #startFetch(spec: RevisionSpec): void {
    if (this.#fetch || !spec.model) return;
    this.#fetch = ModelFetch.start(this.#fetchOptions(spec.model.uri));
  }

  #fetchOptions(uri: string): ModelFetchOptions {
    const { models, clock, credentials } = this.#options;
    const connection = this.#spec?.model?.connection;
    const spec = this.#spec;
    return {
      source: models,
      clock,
      uri,
      ...(spec && connection !== undefined
        ? { credentials: () => credentials(spec, connection) }
        : {}),
      onChange: () => {
        if (this.#fetch?.model) void this.#saveRecord();
        this.#changed();
      },
    };
  }

  #on(id: string, event: ReplicaEvent): void {
    const before = this.#replicas.get(id);
    if (!before || this.#isAbandoned) return;
    const after = replicaAfter(before, event, this.#options.clock.now());
    if (after === before) return;
    this.#replicas.set(id, after);
    if (event.type === 'exited') this.#runs.delete(id);
    // A failure found by the run itself is acted on as if it had been planned.
    if (event.type === 'end' && event.reason !== 'Stopped') this.#kill(id);
    this.#changed({ isTold: isNews(before, event) });
  }

  #changed({ isTold } = { isTold: true }): void {
    if (this.#isPlanning || this.#isAbandoned) return;
    let hasActed = false;
    // What was found from before stays as it is until somebody says what should be.
    if (this.isClaimed || this.#isRemoved) {
      this.#isPlanning = true;
      try {
        while (this.#planOnce()) hasActed = true;
      } finally {
        this.#isPlanning = false;
      }
    }
    if (this.isGone) {
      this.#fetch?.close();
      this.#fetch = undefined;
      for (const resolve of this.#emptied.splice(0)) resolve();
    }
    if (isTold || hasActed) this.#options.onChange(this.key);
  }

  /** Whether there was anything to do. */
  #planOnce(): boolean {
    const { clock, limits } = this.#options;
    this.#cancelWake?.();
    const { steps, wakeAt } = planReplicas({
      desired: this.#problem ? 0 : this.#desired,
      canStart: this.#canStart,
      replicas: this.replicas,
      limits,
      now: clock.now(),
    });
    for (const step of steps) this.#do(step);
    if (wakeAt !== undefined) {
      this.#cancelWake = clock.after(wakeAt - clock.now(), () =>
        this.#changed(),
      );
    }
    return steps.length > 0;
  }

  get #canStart(): boolean {
    return (
      this.#template !== undefined &&
      (!this.#spec?.model || this.#fetch?.model !== undefined)
    );
  }

  #do(step: ReplicaStep): void {
    const { clock, random } = this.#options;
    switch (step.do) {
      case 'create': {
        const id = replicaId(this.key.split('/').at(-1)!, random);
        this.#replicas.set(id, newReplica(id, clock.now()));
        break;
      }
      case 'launch':
        this.#launch(step.id);
        break;
      case 'end':
        this.#on(step.id, { type: 'end', reason: step.reason });
        if (step.reason === 'Stopped')
          this.#attempt(this.#runs.get(step.id)?.terminate());
        break;
      case 'kill':
        this.#kill(step.id);
        break;
      case 'forget':
        this.#replicas.delete(step.id);
        this.#forget(step.id);
        break;
      default:
        this.#on(step.id, { type: step.do });
    }
  }

  #forget(id: string): void {
    const removed = this.#options.records.removeReplica(id);
    this.#forgotten = Promise.allSettled([this.#forgotten, removed]);
    this.#attempt(removed);
  }

  #kill(id: string): void {
    this.#on(id, { type: 'killed' });
    this.#attempt(this.#runs.get(id)?.kill());
  }

  #launch(id: string): void {
    const { launcher, admit, componentKey } = this.#options;
    const template = this.#template;
    const spec = this.#spec;
    const replica = this.#replicas.get(id);
    if (!template || !spec || !replica) return;
    const shortage = admit(template.memoryRequestBytes);
    if (shortage !== undefined) {
      const failure = { code: 'NoCapacity', message: shortage } as const;
      this.#on(id, { type: 'refused', failure });
      return;
    }
    this.#on(id, {
      type: 'launching',
      memoryLimitBytes: template.memoryLimitBytes,
    });
    const emit = (event: ReplicaEvent) => this.#on(id, event);
    this.#attempt(
      launcher
        .launch({
          key: this.key,
          replica,
          template,
          modelFolder: this.#fetch?.model?.dir,
          componentKey: () => componentKey(spec),
          emit,
        })
        .then(
          run => this.#started(id, run),
          async error => {
            if (!(error instanceof LaunchRefused)) throw error;
            await this.#fetch?.verify();
            emit({ type: 'refused', failure: error.failure });
          },
        ),
    );
  }

  #started(id: string, run: ReplicaRun): void {
    if (this.#isAbandoned) {
      run.abandon();
      return;
    }
    if (run.isOver) return;
    this.#runs.set(id, run);
    const state = this.#replicas.get(id);
    if (!state) return;
    // It was told to end before there was a process to tell.
    if (state.ending?.killed) this.#attempt(run.kill());
    else if (state.ending) this.#attempt(run.terminate());
  }

  #saveRecord(): Promise<void> {
    return this.#recorder.save(() => {
      if (this.#isRemoved) return undefined;
      const model = this.#fetch?.model;
      return {
        key: this.key,
        desired: this.#desired,
        ...(model ? { model: { dir: model.dir, digest: model.digest } } : {}),
      };
    });
  }

  /** An effect that runs beside; the plan looks at what came of it. */
  #attempt(effect: Promise<unknown> | undefined): void {
    effect?.catch(error => {
      if (error instanceof TermLostError) this.#options.onTermLost();
      this.#options.logger.warn(`replica of ${this.key}: ${error}`);
    });
  }
}
