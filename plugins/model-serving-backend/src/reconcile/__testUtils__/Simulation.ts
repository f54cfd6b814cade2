import type {
  ClusterSettings,
  ComponentName,
  InferenceService,
  ReplicaFacts,
  RevisionFacts,
  RolloutRecord,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  compileSnapshot,
  GatewayKnowledge,
  RouteIntent,
  routableReplicas,
  SnapshotContent,
} from '../../routing';
import type { StoredRevision } from '../../store/types';
import { deriveObserved } from '../deriveObserved';
import { planDeployment } from '../planDeployment';
import { ComponentWorld, DeploymentPlan, PlanStep, PlanWorld } from '../types';
import { componentWorld, planWorld, replica } from './planWorld';

const NAMES = ['predictor', 'transformer', 'explainer'] as const;
const EMPTY: SnapshotContent = { routes: [], revisions: {} };
const settings: ClusterSettings = {
  cluster: 'local',
  isDefaultCluster: true,
  profile: 'greenroom',
  defaultDeploymentMode: 'Standard',
  defaultResources: {},
  ingress: {
    domain: 'localhost',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  },
  gatewayUrl: 'http://localhost:8080',
  storageSchemes: [],
  autoscalerClasses: [],
  scaleToZero: false,
  maxReplicas: 10,
};

/**
 * One service, its cluster, its gateway and its control plane in memory. Every delay is a step that a test takes or does
 * not take, and every promise that must never break is checked where it could.
 */
export class Simulation {
  // What people want.
  fingerprint = 'good 0';
  /** Of the other components; undefined: the service has none of that name. */
  readonly others: Partial<Record<ComponentName, string>> = {};
  isStopped = false;
  isDeleting = false;
  wanted = 2;
  /** Share of the predictor's newest revision; undefined: all of it. */
  canaryPercent: number | undefined;
  // What is stored.
  record = true;
  kept: StoredRevision[] = [];
  readonly servingBefore = new Map<ComponentName, string>();
  readonly canaryBefore = new Map<
    ComponentName,
    { name: string; percent: number }
  >();
  readonly rollouts = new Map<ComponentName, RolloutRecord>();
  readonly latestReady = new Map<ComponentName, string>();
  wasReady = false;
  // The cluster.
  readonly cluster = new Map<
    string,
    { desired: number; fingerprint: string; replicas: ReplicaFacts[] }
  >();
  // The control plane's memory, lost with a restart.
  intent: { value: RouteIntent | undefined } | undefined;
  current: SnapshotContent | undefined;
  offered: SnapshotContent | undefined;
  confirmed: SnapshotContent | undefined;
  // The gateway, which outlives it.
  serves: SnapshotContent = EMPTY;
  /** Whether requests were ever answered since the last stop, and nothing failed by itself. */
  mustAnswer = false;
  #count = 0;

  /** One pass of the controller, cut off after `steps` steps. */
  reconcile(steps = Infinity): DeploymentPlan | undefined {
    if (!this.record) return undefined;
    const world = this.world();
    const plan = planDeployment(world);
    for (const [i, step] of plan.steps.entries()) {
      if (i >= steps) return plan;
      this.#do(step);
    }
    if (plan.steps.length >= steps) return plan;
    this.servingBefore.clear();
    this.canaryBefore.clear();
    for (const { revision, percent, isCanary } of plan.revisions) {
      const { component, name } = revision.spec;
      if (isCanary) this.canaryBefore.set(component, { name, percent });
      else if (percent > 0) this.servingBefore.set(component, name);
    }
    this.#keepReadiness(plan);
    this.#keepRollouts(world, plan);
    return plan;
  }

  /** Kept revisions of the predictor, oldest first. */
  get revisions(): readonly StoredRevision[] {
    return this.kept.filter(({ component }) => component === 'predictor');
  }

  /** Makes a snapshot, and sends it unless the one before is still on its way. */
  push(): void {
    if (!this.intent) return;
    const { value } = this.intent;
    const facts = this.facts();
    this.current = compileSnapshot(value ? [value] : [], key => facts.get(key));
    // One at a time, as the link does it.
    if (this.offered === this.confirmed) this.offered = this.current;
  }

  /** The gateway takes what was sent. */
  take(): void {
    if (this.offered) this.serves = this.offered;
    if (
      this.#servesWhatIsMeant() &&
      this.answering(['ready']) &&
      this.#isOnRecord()
    ) {
      this.mustAnswer = !this.isStopped && !this.isDeleting;
    }
  }

  /** The control plane learns what the gateway took. */
  acknowledge(): void {
    if (this.offered && this.serves === this.offered) {
      this.confirmed = this.offered;
    }
  }

  /** The control plane is killed and started again. */
  restart(): void {
    this.intent = undefined;
    this.current = undefined;
    this.offered = undefined;
    this.confirmed = undefined;
  }

  /** Replicas that start get ready, unless their revision is bad; only some of them if a limit says so. */
  becomeReady(limit = Infinity): void {
    let left = limit;
    const next = (known: ReplicaFacts): ReplicaFacts => {
      const isDue = known.state === 'starting' || known.state === 'unready';
      if (!isDue || left === 0) return known;
      left -= 1;
      return { ...known, state: 'ready', readyAt: 'now' };
    };
    for (const entry of this.cluster.values()) {
      if (!entry.fingerprint.startsWith('good')) continue;
      entry.replicas = entry.replicas.map(next);
    }
  }

  /** A replica does not answer for a while. */
  stumble(): void {
    for (const entry of this.cluster.values()) {
      entry.replicas = entry.replicas.map(known =>
        known.state === 'ready' ? { ...known, state: 'unready' } : known,
      );
    }
    this.mustAnswer = false;
  }

  /** Lets everything happen that can, until nothing changes. */
  settle(): DeploymentPlan | undefined {
    let plan: DeploymentPlan | undefined;
    for (let round = 0; round < 40; round++) {
      plan = this.reconcile();
      this.becomeReady();
      this.push();
      this.take();
      this.acknowledge();
      this.check();
    }
    return plan;
  }

  /** Whether the gateway sends requests to a replica that answers; a draining one does until it ends. */
  answering(
    states: readonly ReplicaFacts['state'][] = ['ready', 'draining'],
  ): boolean {
    const [route] = this.serves.routes;
    const isTransformed = route?.targets.some(({ revision }) =>
      revision.includes('-transformer-'),
    );
    return (
      this.capacity(states) > 0 &&
      (!isTransformed || this.capacity(states, 'demo/iris/predictor') > 0)
    );
  }

  /** Replicas in these states that the gateway sends requests of a route to. */
  capacity(
    states: readonly ReplicaFacts['state'][] = ['ready', 'draining'],
    routeId = 'demo/iris',
  ): number {
    return this.serves.routes
      .filter(({ id }) => id === routeId)
      .flatMap(route => route.targets)
      .flatMap(({ revision }) =>
        (this.serves.revisions[revision]?.replicas ?? []).filter(({ id }) =>
          states.includes(this.#state(revision, id)),
        ),
      ).length;
  }

  /** Weights of the service's route by fingerprint, of targets that the gateway has replicas of. */
  shares(): Record<string, number> {
    const [route] = this.serves.routes;
    return Object.fromEntries(
      (route?.targets ?? []).map(({ revision, weight }) => [
        this.cluster.get(revision)?.fingerprint ?? 'gone',
        weight,
      ]),
    );
  }

  /** What must hold at every moment. */
  check(): void {
    for (const fingerprint of Object.keys(this.shares())) {
      if (fingerprint.startsWith('bad'))
        throw new Error('a revision that never came up gets requests');
    }
    for (const [key, { replicas }] of Object.entries(this.serves.revisions)) {
      for (const { id } of replicas) {
        if (this.#state(key, id) === 'ended') {
          throw new Error(
            `the gateway sends requests to ${key}/${id}, which ended`,
          );
        }
      }
    }
    if (
      this.mustAnswer &&
      !this.isStopped &&
      !this.isDeleting &&
      !this.answering()
    ) {
      throw new Error(
        'a service that answered no longer does, and nobody wanted that',
      );
    }
  }

  facts(): Map<string, RevisionFacts> {
    const facts = new Map<string, RevisionFacts>();
    for (const [key, { desired, replicas }] of this.cluster) {
      facts.set(key, {
        key,
        desired,
        replicas,
        fetch: { state: 'fetched' },
        observedAt: 'now',
      });
    }
    return facts;
  }

  world(): PlanWorld {
    const base = planWorld({ isStopped: this.isStopped });
    const service: InferenceService = {
      ...base.service,
      spec: { predictor: { canaryTrafficPercent: this.canaryPercent } },
    };
    return {
      ...base,
      service,
      isDeleting: this.isDeleting,
      components: NAMES.flatMap(component => this.#component(component)),
      wasReady: this.wasReady,
      facts: this.facts(),
      gateways: this.#knowledge(),
    };
  }

  #component(component: ComponentName): ComponentWorld[] {
    const fingerprint =
      component === 'predictor' ? this.fingerprint : this.others[component];
    const revisions = this.kept.filter(known => known.component === component);
    if (fingerprint === undefined && revisions.length === 0) return [];
    const { resolution, ...rest } = componentWorld(component);
    if (resolution?.kind !== 'resolved') throw new Error('it resolves');
    const servingBefore = this.servingBefore.get(component);
    const canaryBefore = this.canaryBefore.get(component);
    const rollout = this.rollouts.get(component);
    const { canaryPercent } = this;
    const latestReady = this.latestReady.get(component);
    return [
      {
        ...rest,
        ...(fingerprint === undefined
          ? {}
          : {
              resolution: {
                ...resolution,
                draft: { ...resolution.draft, fingerprint },
              },
            }),
        revisions,
        ...(servingBefore ? { servingBefore } : {}),
        ...(canaryBefore ? { canariesBefore: [canaryBefore] } : {}),
        ...(rollout ? { rollout } : {}),
        ...(component === 'predictor' && canaryPercent !== undefined
          ? { canaryPercent }
          : {}),
        ...(latestReady ? { latestReady } : {}),
        wantedReplicas: this.wanted,
      },
    ];
  }

  #knowledge(): GatewayKnowledge {
    const pending = [this.current, this.offered].filter(
      (content): content is SnapshotContent =>
        content !== undefined && content !== this.confirmed,
    );
    return {
      ...(this.confirmed ? { confirmed: [this.confirmed] } : {}),
      pending,
    };
  }

  /**
   * What was set going before may still interrupt: a stop that was taken back before it happened, or a move to another
   * revision whose replicas stumbled before the gateway heard of it.
   */
  #servesWhatIsMeant(): boolean {
    const destination = this.intent?.value?.destination;
    return (
      destination?.kind === 'revisions' &&
      destination.targets.every(
        ({ revision }) => this.serves.revisions[revision]?.replicas.length,
      )
    );
  }

  #do(step: PlanStep): void {
    switch (step.kind) {
      case 'add-revision':
        this.kept = [...this.kept, step.revision];
        break;
      case 'forget-revision':
        this.kept = this.kept.filter(known => known !== step.revision);
        break;
      case 'route':
        this.intent = { value: step.intent };
        break;
      case 'apply':
        this.#demandOrder(step.revision, step.replicas);
        this.#apply(step.revision, step.replicas);
        break;
      case 'drained': {
        const entry = this.cluster.get(step.key);
        if (entry) {
          entry.replicas = entry.replicas.filter(
            ({ id }) => id !== step.replica,
          );
        }
        break;
      }
      case 'remove':
        this.cluster.delete(step.key);
        break;
      case 'remove-record':
        this.record = false;
        break;
      default:
    }
    this.check();
  }

  /** A service that ends ends those first who call its predictor. */
  #demandOrder({ component }: StoredRevision, replicas: number): void {
    const isEnding = this.isStopped || this.isDeleting;
    if (!isEnding || replicas > 0 || component !== 'predictor') return;
    for (const [key, entry] of this.cluster) {
      if (key.includes('-predictor-') || entry.replicas.length === 0) continue;
      throw new Error(`the predictor ends while ${key} may still call it`);
    }
  }

  #apply(revision: StoredRevision, replicas: number): void {
    const { key } = revision.spec;
    const entry = this.cluster.get(key) ?? {
      desired: 0,
      fingerprint: revision.fingerprint,
      replicas: [],
    };
    this.cluster.set(key, entry);
    entry.desired = replicas;
    const live = entry.replicas.filter(({ state }) => state !== 'draining');
    const victims = live.slice(replicas).map(({ id }) => id);
    entry.replicas = entry.replicas.map(known =>
      victims.includes(known.id) ? { ...known, state: 'draining' } : known,
    );
    for (let i = live.length; i < replicas; i++) {
      this.#count += 1;
      entry.replicas.push(replica(`r${this.#count}`, 'starting'));
    }
  }

  /**
   * Whether the status knows by which components the gateway serves. Nobody was told of an answer that it does not know
   * yet: a pass that was cut off before it may take such an answer back when the spec changes again.
   */
  #isOnRecord(): boolean {
    const [route] = this.serves.routes;
    const isTransformed = route.targets.some(({ revision }) =>
      revision.includes('-transformer-'),
    );
    return this.servingBefore.has('transformer') === isTransformed;
  }

  #state(key: string, id: string): ReplicaFacts['state'] {
    const replicas = this.cluster.get(key)?.replicas ?? [];
    return replicas.find(known => known.id === id)?.state ?? 'ended';
  }

  /** As the real observation keeps it. */
  #keepRollouts(world: PlanWorld, plan: DeploymentPlan): void {
    const { observed } = deriveObserved({ world, plan, settings });
    for (const name of NAMES) {
      const record = observed.rollouts?.[name];
      if (record) this.rollouts.set(name, record);
    }
  }

  /** As the status keeps it: cleared by a stop. */
  #keepReadiness(plan: DeploymentPlan): void {
    if (this.isStopped) {
      this.latestReady.clear();
      this.wasReady = false;
      return;
    }
    const facts = this.facts();
    const isReady = (key: string) =>
      routableReplicas(facts.get(key)).length > 0;
    for (const { revision } of plan.revisions) {
      const { component, key, name } = revision.spec;
      if (isReady(key)) this.latestReady.set(component, name);
    }
    const needed = NAMES.filter(
      name =>
        (name === 'predictor' || this.others[name] !== undefined) &&
        !plan.joining.includes(name),
    );
    this.wasReady ||= needed.every(name =>
      plan.revisions.some(
        ({ revision: { spec }, percent }) =>
          percent > 0 && spec.component === name && isReady(spec.key),
      ),
    );
  }
}
