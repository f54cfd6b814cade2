import {
  Container,
  Failure,
  KSERVE_CONTAINER,
  MODEL_MOUNT_PATH,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { containerEnvironment } from './environment';
import { expandVariables, refersTo } from './expandVariables';
import { Program, ProgramCatalog } from './programs';
import { parseQuantity } from './quantity';
import { ReadinessCheck, readinessCheck } from './readinessCheck';

/** What all replicas of a revision have in common. */
export interface LaunchTemplate {
  readonly container: Container;
  readonly program: Program;
  readonly port: PortChoice;
  readonly grpc: GrpcUse;
  readonly grpcPort: GrpcPortChoice;
  readonly readiness: ReadinessCheck;
  /** It calls other components of its service. */
  readonly needsComponentKey: boolean;
  readonly memoryLimitBytes?: number;
  /** What a replica is counted with against the machine's memory. */
  readonly memoryRequestBytes: number;
}

/** `reported`: the program binds 0 and reports; `picked`: we pick a free one; `fixed`: only one replica can run. */
export type PortChoice =
  | { readonly kind: 'reported' }
  | { readonly kind: 'picked' }
  | { readonly kind: 'fixed'; readonly port: number };

/** `shared`: the program has one port for everything. */
export type GrpcPortChoice = PortChoice | { readonly kind: 'shared' };

/** `needed`: not ready without; `offered`: the program is given a second port and may take its time; `none`. */
export type GrpcUse = 'needed' | 'offered' | 'none';

/** Why no replica of a revision can be started. */
export type LaunchProblem = Pick<Failure, 'code' | 'message'>;

/** What is particular about one start of one replica. */
export interface LaunchSite {
  readonly folder: string;
  readonly modelFolder?: string;
  readonly instanceId: string;
  readonly port: number;
  readonly grpcPort: number;
  /** `host:port` at which replicas of this machine reach its gateway. */
  readonly gatewayHost: string;
  /** What components of the service show the gateway when they call each other; for those that ask for it. */
  readonly componentKey?: string;
  /** `PATH` of the program. */
  readonly path: string;
}

/** A program call, ready for the system. */
export interface LaunchCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * Reads a revision's pod as this machine can run it.
 */
export function launchTemplate(
  revision: Pick<RevisionSpec, 'pod' | 'modelName' | 'protocol'>,
  programs: ProgramCatalog,
): { readonly template: LaunchTemplate } | { readonly problem: LaunchProblem } {
  const containers = revision.pod.spec.containers ?? [];
  const container =
    containers.find(({ name }) => name === KSERVE_CONTAINER) ?? containers[0];
  if (!container) {
    return invalid('containers: there is none, so there is nothing to start');
  }
  if (containers.length > 1) {
    return invalid(
      `containers: this machine runs one program per replica, not ${containers.length}`,
    );
  }
  const program = findProgram(container, programs);
  if ('problem' in program) return program;
  const env = containerEnvironment(container.env ?? [], {});
  if ('problem' in env) return invalid(env.problem);
  const zero = (container.args ?? []).findIndex(arg => arg.includes('\0'));
  if (zero >= 0)
    return invalid(`containers[0].args[${zero}]: holds a zero byte`);

  const memory = memoryOf(container);
  if ('problem' in memory) return memory;
  return {
    template: {
      container,
      program: program.program,
      port: portChoice(container, program.program),
      grpc: grpcUse(container, revision.protocol),
      grpcPort: grpcPortChoice(container, program.program),
      needsComponentKey: mentions(container, 'COMPONENT_KEY'),
      readiness: readinessCheck(container, revision.modelName, program.program),
      ...memory,
    },
  };
}

/**
 * The program call of one start: variables replaced, `/mnt/models` replaced by the folder that holds the model.
 */
export function launchCommand(
  { container, program }: LaunchTemplate,
  site: LaunchSite,
): LaunchCommand {
  const provided = {
    PORT: String(site.port),
    GRPC_PORT: String(site.grpcPort),
    GATEWAY_HOST: site.gatewayHost,
    ...(site.componentKey ? { COMPONENT_KEY: site.componentKey } : {}),
    INSTANCE_ID: site.instanceId,
    STATE_FILE: `${site.folder}/state.json`,
    ...(site.modelFolder ? { MODEL_DIR: site.modelFolder } : {}),
  };
  const environment = containerEnvironment(container.env ?? [], provided);
  // The template was made from the same container, so there is no problem left to have.
  const own = 'variables' in environment ? environment.variables : provided;
  const place = (text: string) => placeModel(text, site.modelFolder);
  return {
    file: program.command,
    args: [
      ...program.args,
      ...[
        ...(container.command ?? []).slice(1),
        ...(container.args ?? []),
        ...(program.trailingArgs ?? []),
      ].map(arg => place(expandVariables(arg, own))),
    ],
    env: {
      PATH: site.path,
      LANG: 'C.UTF-8',
      ...mapValues(own, place),
      ...program.env,
      // A program writes where it is told to, and what it leaves there goes with the replica.
      HOME: site.folder,
      TMPDIR: `${site.folder}/tmp`,
    },
    cwd: site.folder,
  };
}

/** `/mnt/models` as a whole path, or the start of one, becomes the model's folder. */
export function placeModel(text: string, modelFolder?: string): string {
  return modelFolder === undefined
    ? text
    : text.replace(
        new RegExp(`(?<![\\w.-])${MODEL_MOUNT_PATH}(?![\\w.-])`, 'g'),
        () => modelFolder,
      );
}

function findProgram(
  { command, image }: Container,
  programs: ProgramCatalog,
): { readonly program: Program } | { readonly problem: LaunchProblem } {
  const name = command?.[0];
  const program = name === undefined ? undefined : programs.get(name);
  if (program) return { program };
  const allowed = [...programs.keys()].join(', ');
  const message =
    name === undefined
      ? `containers[0].command: ${
          image ? `the image ${image} alone` : 'nothing'
        } cannot be run on this machine; name one of these programs there: ${allowed}. The platform team adds programs in modelServing.local.programs`
      : `containers[0].command[0]: the program '${name}' is not allowed on this machine; allowed: ${allowed}. The platform team adds programs in modelServing.local.programs`;
  return { problem: { code: 'ProgramNotAllowed', message } };
}

function portChoice(container: Container, program: Program): PortChoice {
  if (program.reportsState) return { kind: 'reported' };
  const declared =
    portArgument(container, '--http_port') ?? declaredPorts(container).first;
  return declared === undefined || mentions(container, 'PORT')
    ? { kind: 'picked' }
    : { kind: 'fixed', port: declared };
}

function grpcPortChoice(
  container: Container,
  program: Program,
): GrpcPortChoice {
  if (program.reportsState) return { kind: 'reported' };
  if (mentions(container, 'GRPC_PORT')) return { kind: 'picked' };
  const argument = portArgument(container, '--grpc_port');
  const { first, grpc } = declaredPorts(container);
  const port = argument ?? (first === grpc ? undefined : grpc);
  return port === undefined ? { kind: 'shared' } : { kind: 'fixed', port };
}

/**
 * Ports that a container declares: the first one that is not for gRPC (the first of all if there is no other), and the one
 * for gRPC, which has `h2c` or `grpc` in its name. Source: kserve-status-and-objects §2.
 */
function declaredPorts({ ports = [] }: Container): {
  readonly first?: number;
  readonly grpc?: number;
} {
  const isForGrpc = ({ name = '' }: (typeof ports)[number]) =>
    /grpc|h2c/i.test(name);
  return {
    first: (ports.find(port => !isForGrpc(port)) ?? ports[0])?.containerPort,
    grpc: ports.find(isForGrpc)?.containerPort,
  };
}

/** The port that the arguments tell a program to listen on, in the spelling of KServe's servers. */
function portArgument(
  { args = [] }: Container,
  option: '--http_port' | '--grpc_port',
): number | undefined {
  const words = args.flatMap(arg => arg.split('='));
  const port = Number(words[words.lastIndexOf(option) + 1]);
  return words.includes(option) && Number.isInteger(port) && port > 0
    ? port
    : undefined;
}

function grpcUse(
  container: Container,
  protocol: RevisionSpec['protocol'],
): GrpcUse {
  if (protocol.startsWith('grpc')) return 'needed';
  const isOffered =
    mentions(container, 'GRPC_PORT') ||
    portArgument(container, '--grpc_port') !== undefined ||
    declaredPorts(container).grpc !== undefined;
  return isOffered ? 'offered' : 'none';
}

function mentions(container: Container, variable: string): boolean {
  return [
    ...(container.command ?? []),
    ...(container.args ?? []),
    ...(container.env ?? []).map(({ value }) => value ?? ''),
  ].some(text => refersTo(text, variable));
}

function memoryOf({
  resources,
}: Container):
  | Pick<LaunchTemplate, 'memoryLimitBytes' | 'memoryRequestBytes'>
  | { readonly problem: LaunchProblem } {
  const read: Record<'limits' | 'requests', number | undefined> = {
    limits: undefined,
    requests: undefined,
  };
  for (const kind of ['limits', 'requests'] as const) {
    const text = resources?.[kind]?.memory;
    if (text === undefined) continue;
    read[kind] = parseQuantity(String(text));
    if (read[kind] === undefined) {
      return invalid(
        `containers[0].resources.${kind}.memory: '${text}' is not a quantity such as 512Mi`,
      );
    }
  }
  return {
    memoryLimitBytes: read.limits,
    memoryRequestBytes: read.requests ?? read.limits ?? 0,
  };
}

function invalid(message: string): { readonly problem: LaunchProblem } {
  return { problem: { code: 'InvalidSpec', message } };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, change(value)]),
  );
}
