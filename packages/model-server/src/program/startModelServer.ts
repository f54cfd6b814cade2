import { ModelHttpServer } from '../http';
import { ModelHost } from '../inference';
import { ServerMetrics } from '../metrics';
import { loadModel, locateModel } from '../models';
import {
  sendState,
  writeState,
  type ParentChannel,
  type ServerState,
} from './announce';
import type { ServerArguments } from './arguments';

/**
 * What the program takes from its process, so that tests can put something else in its place.
 *
 * @public
 */
export interface ServerEnvironment {
  readonly pid: number;
  /** A parent process that wants to know the ports. */
  readonly parent: ParentChannel;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Resolves after that many milliseconds and keeps nothing alive meanwhile. */
  readonly delay: (delayMs: number) => Promise<void>;
  /** One line for the log. */
  readonly log: (line: string) => void;
  /** Milliseconds a client has for a whole request; 30 s unless given. */
  readonly requestTimeoutMs?: number;
}

/**
 * A server that listens; the model may still be loading.
 *
 * @public
 */
export interface RunningModelServer {
  readonly httpPort: number;
  /**
   * Settles when the model is loaded and gRPC, if asked for, listens (its port, else `undefined`).
   *
   * Rejects with ModelLoadError or the reason gRPC cannot listen.
   */
  readonly started: Promise<number | undefined>;
  /** Stops as on SIGTERM; may be called again, the first call counts. */
  stop(): Promise<void>;
}

/** JSON is parsed in one piece on the event loop: 8 MiB take about 80 ms. */
const JSON_LIMIT_BYTES = 8 * 1024 * 1024;

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Loading gRPC keeps the event loop busy for longer than loading a small model. Who started this server for requests over HTTP
 * sends them within this time, and is answered first: on a slow machine within the time that the start took. Not as soon as the
 * first one is predicted: its answer leaves at the end of the turn, and others that waited come right after it.
 */
const GRPC_AFTER_MS = 100;

/** What is in flight at a stop signal has this long; the supervisor kills a little later. */
const DRAIN_TIMEOUT_MS = 30_000;

/** A part of the server that is stopped with it. */
interface Listener {
  close(deadline: Promise<void>): Promise<boolean>;
}

/**
 * Starts to listen over HTTP, tells supervisor and state file the port, then loads the model, tells that, then starts gRPC. In that
 * order: a supervisor can watch readiness from the first moment, and the first predictions do not wait for gRPC to be loaded.
 *
 * @throws Error when the HTTP port cannot be taken or the state file not written
 * @public
 */
export async function startModelServer(
  args: ServerArguments,
  environment: ServerEnvironment,
): Promise<RunningModelServer> {
  const host = ModelHost.create(args.modelName);
  const metrics = ServerMetrics.create(args.modelName);
  const { now, log } = environment;
  const begun = now();
  let isListening = args.grpcPort === undefined;
  const http = ModelHttpServer.create({
    host,
    metrics,
    now,
    limits: {
      jsonBytes: Math.min(JSON_LIMIT_BYTES, args.maxBodyBytes),
      bodyBytes: args.maxBodyBytes,
    },
    instanceId: args.instanceId,
    isListening: () => isListening,
    requestTimeoutMs: environment.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
  });
  const listeners: Listener[] = [http];
  const httpPort = await http.listen(args.httpPort, args.host);
  const state: ServerState = {
    instanceId: args.instanceId,
    pid: environment.pid,
    httpPort,
    modelName: args.modelName,
  };
  await announce(args, environment, state, false);
  log(`listening on http://${args.host}:${httpPort}`);

  const load = async () => {
    const start = now();
    const file = await locateModel(args.modelDir);
    const model = await loadModel(file, { threads: args.threads });
    host.serve(model);
    await announce(args, environment, { ...state, isReady: true }, isListening);
    log(
      `model ${args.modelName} loaded from ${file.path} in ${Math.round(
        now() - start,
      )} ms`,
    );
  };
  const startGrpc = async (port: number) => {
    await environment.delay(Math.max(GRPC_AFTER_MS, now() - begun));
    if (host.isDraining) return undefined;
    const { ModelGrpcServer } = await import('../grpc');
    const grpc = ModelGrpcServer.create({
      host,
      metrics,
      now,
      maxMessageBytes: args.maxBodyBytes,
    });
    const grpcPort = await grpc.listen(port, args.host);
    listeners.push(grpc);
    isListening = true;
    await announce(
      args,
      environment,
      { ...state, grpcPort, isReady: true },
      true,
    );
    log(`listening for gRPC on ${args.host}:${grpcPort}`);
    return grpcPort;
  };

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    host.drain();
    const deadline = environment.delay(DRAIN_TIMEOUT_MS);
    const closing = listeners.map(listener => listener.close(deadline));
    log('no longer listening, finishing the requests in flight');
    const finished = await Promise.all(closing);
    log(
      finished.every(Boolean)
        ? 'stopped'
        : `stopped with requests unanswered after ${DRAIN_TIMEOUT_MS / 1000} s`,
    );
  };
  return {
    httpPort,
    started: load().then(() =>
      args.grpcPort === undefined || host.isDraining
        ? undefined
        : startGrpc(args.grpcPort),
    ),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function announce(
  args: ServerArguments,
  environment: ServerEnvironment,
  state: ServerState,
  isLast: boolean,
): Promise<void> {
  if (args.stateFile !== undefined) {
    await writeState(args.stateFile, state);
  }
  await sendState(environment.parent, state, isLast);
}
