import {
  capitalized,
  isStopped,
  type DeploymentExplanation,
  type DeploymentState,
  type ExplainedTarget,
  type InferenceService,
  type ReplicaCounts,
  type RevisionDetail,
  type RuntimeChoice,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What an explanation is made from. */
export interface ExplainedWorld {
  /** Name for people. */
  readonly title: string;
  readonly service: InferenceService;
  readonly state: DeploymentState;
  readonly replicas: ReplicaCounts;
  /** Most replicas that the cluster runs of a component. */
  readonly clusterMaximum: number;
  readonly revisions: readonly RevisionDetail[];
  /** What the current spec would choose now; absent if nothing is to be chosen, or the spec is not valid. */
  readonly choice?: RuntimeChoice;
}

/** Why a deployment is as it is: its runtime, its state, its replicas, its traffic. */
export function explainDeployment(
  world: ExplainedWorld,
): DeploymentExplanation {
  const runtime = explainRuntime(world);
  const readiness = explainReadiness(world);
  const replicas = explainReplicas(world);
  const traffic = explainTraffic(world);
  return {
    summary: [
      `${world.title} is ${world.state.word}: ${readiness.sentence}`,
      replicas.sentence,
      traffic.sentence,
      runtime.sentence,
    ].join(' '),
    runtime,
    readiness,
    replicas,
    traffic,
  };
}

function explainRuntime({
  service,
  revisions,
  choice,
}: ExplainedWorld): DeploymentExplanation['runtime'] {
  const { model } = service.spec.predictor;
  const running = revisions.find(
    ({ component, isCurrent }) => component === 'predictor' && isCurrent,
  );
  const common = {
    ...(running?.runtime && { running: running.runtime }),
    ...(choice && { choice }),
  };
  if (!model) {
    return {
      sentence:
        'The deployment brings its own containers, so no runtime is chosen.',
      ...common,
    };
  }
  const { chosen, relaxations = [], rejected = [] } = choice ?? {};
  if (!choice) {
    return {
      sentence: 'No runtime is chosen, because the spec is not valid as it is.',
      ...common,
    };
  }
  if (!chosen) {
    const [first] = rejected;
    return {
      sentence: ['No runtime fits.', first?.sentence].filter(Boolean).join(' '),
      ...common,
    };
  }
  const over = chosen.protocol ? ` over ${chosen.protocol}` : '';
  const serves = `serves ${format(model.modelFormat)}${over}`;
  const why = model.runtime
    ? `The runtime "${chosen.name}" is the one that the deployment names; it ${serves}.`
    : `The runtime "${chosen.name}" comes first of those that fit: it ${serves}.`;
  const others =
    rejected.length === 0
      ? []
      : [
          `${count(rejected.length, 'other runtime')} ${
            rejected.length === 1 ? 'was' : 'were'
          } not chosen.`,
        ];
  const isOld = running?.runtime && running.runtime !== chosen.name;
  return {
    sentence: [
      why,
      ...relaxations,
      ...others,
      ...(isOld
        ? [
            `${running.name} still runs on "${running.runtime}", which was chosen when it was made.`,
          ]
        : []),
    ].join(' '),
    ...common,
  };
}

function format(modelFormat: {
  readonly name: string;
  readonly version?: string;
}): string {
  return [modelFormat.name, modelFormat.version].filter(Boolean).join(' ');
}

function explainReadiness({
  state,
}: ExplainedWorld): DeploymentExplanation['readiness'] {
  const open = state.steps.filter(
    step => step.state === 'active' || step.state === 'failed',
  );
  const isSettled = state.code === 'ready' || state.code === 'stopped';
  return {
    sentence: asSentence(state.headline),
    state: state.code,
    findings: state.findings,
    steps: state.steps,
    waitingFor: isSettled
      ? state.findings
          .filter(({ code }) => code === 'UpdateFailing')
          .map(({ action }) => action)
      : [
          ...open.map(({ label, message }) =>
            [label, message].filter(Boolean).join(': '),
          ),
          ...state.findings
            .filter(({ severity }) => severity === 'error')
            .map(({ action }) => action),
        ],
  };
}

function explainReplicas({
  service,
  replicas,
  clusterMaximum,
}: ExplainedWorld): DeploymentExplanation['replicas'] {
  const { minReplicas } = service.spec.predictor;
  const because: string[] = [];
  if (isStopped(service)) {
    because.push('It is stopped: nothing runs until it is started.');
  } else {
    because.push(
      minReplicas === undefined
        ? 'No minimum is set: one replica is kept.'
        : `The deployment asks for at least ${minReplicas}.`,
    );
    if (minReplicas === 0 && replicas.desired > 0) {
      because.push(
        'A minimum of 0 counts as 1 where nothing starts a replica on a request.',
      );
    }
    if ((minReplicas ?? 1) > clusterMaximum) {
      because.push(
        `The cluster runs at most ${clusterMaximum} of one deployment.`,
      );
    }
    if (replicas.max > replicas.desired) {
      because.push(
        `There may be up to ${replicas.max}, if load asks for them and the cluster has an autoscaler.`,
      );
    }
  }
  const wanted = count(replicas.desired, 'replica');
  return {
    ...replicas,
    because,
    sentence: `${capitalized(wanted)} ${
      replicas.desired === 1 ? 'is' : 'are'
    } wanted and ${replicas.ready} ${
      replicas.ready === 1 ? 'is' : 'are'
    } ready. ${because[0]}`,
  };
}

function explainTraffic(
  world: ExplainedWorld,
): DeploymentExplanation['traffic'] {
  const { service, revisions } = world;
  if (isStopped(service)) {
    return {
      sentence: 'Requests are answered with "stopped".',
      targets: [],
    };
  }
  const targets = revisions
    .filter(({ percent }) => percent > 0)
    .map(revision => targetOf(revision, world));
  if (targets.length === 0) {
    return {
      sentence: 'No revision has the traffic yet: requests are refused.',
      targets,
    };
  }
  const [first] = targets;
  const sentence = targets
    .filter(({ component }) => component === first.component)
    .map(({ because }) => because)
    .join(' ');
  return { sentence, targets };
}

function targetOf(
  revision: RevisionDetail,
  { revisions, replicas, state }: ExplainedWorld,
): ExplainedTarget {
  const { name, component, percent, number } = revision;
  const current = revisions.find(
    other => other.component === component && other.isCurrent,
  );
  const target = { revision: name, component, percent };
  const share = percent === 100 ? 'all traffic' : `${percent} % of the traffic`;
  if (!current || current.name === name) {
    const because =
      revision.replicas.ready > 0
        ? `v${number} gets ${share}: it is what the current spec comes to, and ${count(
            revision.replicas.ready,
            'replica',
          )} of it ${revision.replicas.ready === 1 ? 'is' : 'are'} ready.`
        : `v${number} is to get ${share}: it is what the current spec comes to, and the only one. Until a replica is ready, requests are refused.`;
    return { ...target, because };
  }
  if (current.isCanary) {
    const because = `v${number} keeps ${share}: v${current.number} is a canary beside it, with ${current.percent} %.`;
    return { ...target, because };
  }
  const isFailing = state.findings.some(({ code }) => code === 'UpdateFailing');
  const why = isFailing
    ? 'its update fails'
    : `${current.replicas.ready} of ${replicas.desired} replicas ready`;
  return {
    ...target,
    because: `v${number} keeps ${share} until v${current.number} can carry it: ${why}.`,
  };
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
