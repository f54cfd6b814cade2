import {
  findingTable,
  type DeploymentExplanation,
  type DeploymentState,
  type ExplainedTarget,
  type ReplicaCounts,
  type RevisionDetail,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What is still known of a deployment whose cluster is not configured any more. */
export interface LastKnownWorld {
  /** Name for people. */
  readonly title: string;
  readonly cluster: string;
  readonly state: DeploymentState;
  /** Absent: nothing of it was ever seen there. */
  readonly replicas?: ReplicaCounts;
  readonly runtime?: string;
  readonly revisions: readonly RevisionDetail[];
}

const NEVER_SEEN: ReplicaCounts = { ready: 0, desired: 0, min: 0, max: 0 };

/** Why nobody can say how a deployment is, the ways out, and what was known of it last. */
export function explainWithoutCluster(
  world: LastKnownWorld,
): DeploymentExplanation {
  const { title, cluster, state, runtime } = world;
  const why = `Its cluster '${cluster}' is not configured any more (modelServing.clusters): nobody sees what runs there.`;
  const replicas = replicasOf(world);
  const traffic = trafficOf(world);
  return {
    summary: [`${title}: ${why}`, replicas.sentence, traffic.sentence].join(
      ' ',
    ),
    runtime: {
      sentence: runtime
        ? `It ran on the runtime "${runtime}" when it was last seen.`
        : 'Which runtime it ran on is not known.',
      ...(runtime ? { running: runtime } : {}),
    },
    readiness: {
      sentence: why,
      state: 'unknown',
      findings: state.findings,
      steps: state.steps,
      waitingFor: [findingTable.ClusterRemoved.action],
    },
    replicas,
    traffic,
  };
}

function replicasOf({
  replicas,
}: LastKnownWorld): DeploymentExplanation['replicas'] {
  return {
    ...(replicas ?? NEVER_SEEN),
    because: [],
    sentence: replicas
      ? `When it was last seen, ${replicas.ready} of ${replicas.desired} replicas were ready.`
      : 'Nothing of it was ever seen there.',
  };
}

function trafficOf({
  revisions,
}: LastKnownWorld): DeploymentExplanation['traffic'] {
  const targets = revisions
    .filter(({ percent }) => percent > 0)
    .map(
      ({ name, component, percent, number }): ExplainedTarget => ({
        revision: name,
        component,
        percent,
        because: `v${number} had ${percent} % of the traffic when it was last seen.`,
      }),
    );
  return {
    sentence: targets[0]?.because ?? 'Where its traffic went is not known.',
    targets,
  };
}
