import { FindingCode } from '../facts';
import { formatBytes } from '../format';
import { ComponentName } from '../resources';
import { Finding } from './types';

/** What the headline of a finding is built from; each builder uses what its sentence needs. @public */
export interface FindingContext {
  /** Component that it is about; absent: the service, or what serves the model. */
  readonly component?: ComponentName;
  /** UpdateFailing: headline of what fails, and what serves meanwhile (`v1`). */
  readonly inner?: string;
  readonly serving?: string;
  /** CanaryHeld: which of several. */
  readonly canary?: string;
  /** AtMaxScale. */
  readonly wantedReplicas?: number;
  readonly maxReplicas?: number;
  /** OutOfMemory: the limit. */
  readonly memoryLimitBytes?: number;
  /** Storage and secrets: name of the connection. */
  readonly connection?: string;
}

/** @public */
export interface FindingRow {
  /** Place in the table: of several findings the first is the headline. */
  readonly order: number;
  readonly severity: Finding['severity'];
  readonly headline: (context: FindingContext) => string;
  /** What to do now. */
  readonly action: string;
  readonly fixableBy: Finding['fixableBy'];
}

type Row = Omit<FindingRow, 'order' | 'headline'> & {
  readonly headline: string | FindingRow['headline'];
};

/** In table order. */
const ROWS: Readonly<Record<FindingCode, Row>> = {
  ClusterRemoved: {
    severity: 'error',
    headline: 'Its cluster is not configured any more',
    action:
      'Ask the platform team to configure the cluster again, or delete the deployment: it is then forgotten here, and nothing on the cluster is touched.',
    fixableBy: 'platform',
  },
  ClusterUnreachable: {
    severity: 'error',
    headline: 'The cluster cannot be observed',
    action:
      'Try again; if it stays, tell the platform team. What is shown is the last known state.',
    fixableBy: 'platform',
  },
  InvalidSpec: {
    severity: 'error',
    headline: 'The deployment is not valid',
    action: 'Edit the field that the message names.',
    fixableBy: 'owner',
  },
  RuntimeNotFound: {
    severity: 'error',
    headline: 'The chosen runtime does not exist',
    action: 'Choose another runtime, or ask the platform team to add this one.',
    fixableBy: 'owner',
  },
  RuntimeDisabled: {
    severity: 'error',
    headline: 'The chosen runtime is switched off',
    action: 'Choose another runtime, or ask the platform team to switch it on.',
    fixableBy: 'owner',
  },
  NoRuntime: {
    severity: 'error',
    headline: 'No runtime serves this model',
    action:
      'Look at why each runtime was not picked; change format, version or protocol, or ask the platform team for a runtime.',
    fixableBy: 'owner',
  },
  ProgramNotAllowed: {
    severity: 'error',
    headline: ({ component = 'predictor' }) =>
      component === 'predictor'
        ? 'This cluster cannot start the server of the runtime'
        : 'This cluster cannot start the program of the container',
    action:
      'Choose another runtime or program, or ask the platform team to install and allow this one.',
    fixableBy: 'platform',
  },
  QuotaExceeded: {
    severity: 'error',
    headline: 'The quota of the project is used up',
    action:
      'Ask for less CPU, memory or accelerators, stop another deployment, or ask the platform team for more.',
    fixableBy: 'owner',
  },
  AdmissionDenied: {
    severity: 'error',
    headline: 'A policy of the cluster refuses the replicas',
    action:
      'Change what the message names, or ask the platform team for an exception.',
    fixableBy: 'owner',
  },
  NoAccelerator: {
    severity: 'error',
    headline: 'No accelerator is free',
    action:
      'Ask for fewer or another accelerator, or stop another deployment; it is tried again by itself.',
    fixableBy: 'owner',
  },
  NoCapacity: {
    severity: 'error',
    headline: 'There is no free capacity for a replica',
    action:
      'Ask for less CPU or memory, or stop another deployment; it is tried again by itself.',
    fixableBy: 'owner',
  },
  NoMatchingNode: {
    severity: 'error',
    headline: 'No node of the cluster fits the deployment',
    action:
      'Choose another size or hardware profile, or change node selector, affinity and tolerations.',
    fixableBy: 'owner',
  },
  VolumeNotBound: {
    severity: 'error',
    headline: 'A storage claim is missing or has no volume',
    action: 'Correct the name of the claim, or ask the platform team for one.',
    fixableBy: 'owner',
  },
  ImageNotFound: {
    severity: 'error',
    headline: 'The image of a container does not exist',
    action: 'Correct name and tag of the image, or choose another runtime.',
    fixableBy: 'owner',
  },
  ImageDenied: {
    severity: 'error',
    headline: 'The registry refuses to hand out the image',
    action: 'Give the project a login to the registry, or correct it.',
    fixableBy: 'owner',
  },
  ImageUnreachable: {
    severity: 'error',
    headline: 'The registry of the image cannot be reached',
    action:
      'It is tried again by itself; if it stays, tell the platform team which registry it is.',
    fixableBy: 'platform',
  },
  SecretMissing: {
    severity: 'error',
    headline: ({ connection }) =>
      connection
        ? `The credentials of the connection "${connection}" are missing`
        : 'Credentials are missing',
    action: 'Open the connection and enter its keys again.',
    fixableBy: 'owner',
  },
  StorageDenied: {
    severity: 'error',
    headline: ({ connection }) =>
      `The storage refused the credentials${of(connection)}`,
    action:
      'Test the connection; correct its keys, or the rights of its account on the bucket.',
    fixableBy: 'owner',
  },
  StorageNotFound: {
    severity: 'error',
    headline: 'There is no model at its location',
    action: 'Browse the connection and correct bucket or path.',
    fixableBy: 'owner',
  },
  StorageUnreachable: {
    severity: 'error',
    headline: ({ connection }) =>
      `The storage cannot be reached${of(connection)}`,
    action:
      'Test the connection; correct its endpoint. It is tried again by itself.',
    fixableBy: 'owner',
  },
  DiskFull: {
    severity: 'error',
    headline: 'The model does not fit on the disk',
    action: 'Ask the platform team for room, or deploy a smaller model.',
    fixableBy: 'platform',
  },
  OutOfMemory: {
    severity: 'error',
    headline: ({ memoryLimitBytes }) =>
      memoryLimitBytes
        ? `The server needed more than its ${formatBytes(
            memoryLimitBytes,
          )} of memory`
        : 'The server ran out of memory',
    action: 'Raise the memory limit, or deploy a smaller model.',
    fixableBy: 'owner',
  },
  PortTaken: {
    severity: 'error',
    headline: 'A port that the server needs is taken',
    action:
      'Start again; if it stays, tell the platform team which program holds the port.',
    fixableBy: 'platform',
  },
  ModelLoadFailed: {
    severity: 'error',
    headline: ({ component = 'predictor' }) =>
      component === 'predictor'
        ? 'The model could not be loaded'
        : 'The server ended before it was ready',
    action:
      'Read the last lines of the log; check that what it was given (a model, arguments) fits it.',
    fixableBy: 'owner',
  },
  CrashLoop: {
    severity: 'error',
    headline: 'The server keeps ending while it serves',
    action:
      'Read the log of the previous run; the request that ended it is often the last one there.',
    fixableBy: 'owner',
  },
  ProbeFailing: {
    severity: 'error',
    headline: 'The server runs, but does not answer its readiness check',
    action: 'Read the log; check the path of the readiness check and the load.',
    fixableBy: 'owner',
  },
  StartTimeout: {
    severity: 'error',
    headline: 'The server was not ready in time',
    action:
      'Read the log for what took so long; raise CPU, or the time that the runtime allows.',
    fixableBy: 'owner',
  },
  Evicted: {
    severity: 'error',
    headline: 'The node threw a replica out',
    action:
      'Ask for the memory and disk that the server really needs; a new replica is on its way.',
    fixableBy: 'owner',
  },
  NodeLost: {
    severity: 'error',
    headline: 'The node of a replica is gone',
    action: 'A new replica is on its way; if it stays, tell the platform team.',
    fixableBy: 'platform',
  },
  RouteNotReady: {
    severity: 'error',
    headline: 'Replicas are ready, but no route leads to them',
    action:
      'Tell the platform team what is said here: it is between clients and the replicas, and not of the deployment.',
    fixableBy: 'platform',
  },
  UpdateFailing: {
    severity: 'warning',
    headline: ({
      inner = 'the new version fails',
      serving = 'the old version',
    }) => `Update failing: ${inner}; ${serving} still serves`,
    action: 'Correct the deployment, or roll back to what serves.',
    fixableBy: 'owner',
  },
  CanaryHeld: {
    severity: 'warning',
    headline: ({ canary, inner = 'it is worse than what it is beside' }) =>
      `${
        canary === undefined ? 'Canary' : `Canary ${canary}`
      } stopped: ${inner}`,
    action:
      'It still runs, without traffic: look at its log. Then roll it back, correct it, or let it go on, on the tab Rollout.',
    fixableBy: 'owner',
  },
  ControllerSilent: {
    severity: 'error',
    headline: 'Nothing acts on this deployment',
    action: 'Tell the platform team; the control plane may be down.',
    fixableBy: 'platform',
  },
  AtMaxScale: {
    severity: 'warning',
    headline: ({ wantedReplicas, maxReplicas }) =>
      wantedReplicas === undefined || maxReplicas === undefined
        ? 'Requests wait for more replicas than there may be'
        : `Requests wait: ${wantedReplicas} replicas are wanted, at most ${maxReplicas} may run`,
    action:
      'Raise the maximum of replicas, or the number of requests that each takes at a time; or let callers ask less.',
    fixableBy: 'owner',
  },
  NoAutoscaler: {
    severity: 'warning',
    headline: 'The number of replicas does not follow the load',
    action:
      'Set the number of replicas by hand: this cluster has no autoscaler for this deployment.',
    fixableBy: 'owner',
  },
  OpenRoute: {
    severity: 'warning',
    headline: 'Anyone who reaches the address may call this deployment',
    action: 'Require a token.',
    fixableBy: 'owner',
  },
};

/** Severity, words, way out and place of every finding. Source: screens §5. @public */
export const findingTable: Readonly<Record<FindingCode, FindingRow>> =
  Object.fromEntries(
    Object.entries(ROWS).map(([code, { headline, ...row }], order) => [
      code,
      {
        ...row,
        order,
        headline: typeof headline === 'string' ? () => headline : headline,
      },
    ]),
  ) as Record<FindingCode, FindingRow>;

function of(connection: string | undefined): string {
  return connection ? ` of the connection "${connection}"` : '';
}
