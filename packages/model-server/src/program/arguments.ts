/**
 * The program's settings, see the README for the arguments.
 *
 * @public
 */
export interface ServerArguments {
  readonly modelName: string;
  /** A folder or a file. */
  readonly modelDir: string;
  readonly host: string;
  /** 0 lets the kernel pick. */
  readonly httpPort: number;
  /** `undefined` for no gRPC, 0 lets the kernel pick. */
  readonly grpcPort?: number;
  readonly threads: number;
  readonly maxBodyBytes: number;
  readonly stateFile?: string;
  readonly instanceId?: string;
}

/**
 * The command line is wrong; the message names every argument at fault.
 *
 * @public
 */
export class ArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArgumentError';
  }
}

const NAMES: ReadonlySet<string> = new Set([
  'model_name',
  'model_dir',
  'host',
  'http_port',
  'grpc_port',
  'threads',
  'max_body_bytes',
  'state_file',
  'instance_id',
]);

const MEBIBYTE = 1024 * 1024;

/** A header value that needs no escaping, and a file name that needs no quoting. */
const INSTANCE_ID = /^[A-Za-z0-9._:/-]{1,200}$/;

/**
 * Reads `--key=value` and `--key value`, as KServe's servers take them. The last of several wins, so that a runtime's
 * arguments can be overridden by appending.
 *
 * @throws ArgumentError that names unknown, valueless, missing and unusable arguments
 * @public
 */
export function parseArguments(argv: readonly string[]): ServerArguments {
  const values = collect(argv);
  const modelName = values.get('model_name');
  if (!modelName) {
    throw new ArgumentError('--model_name is required');
  }
  const instanceId = values.get('instance_id');
  if (instanceId !== undefined && !INSTANCE_ID.test(instanceId)) {
    throw new ArgumentError(
      `--instance_id may hold letters, digits and . _ : / - only, it is '${instanceId}'`,
    );
  }
  return {
    modelName,
    modelDir: values.get('model_dir') ?? '/mnt/models',
    host: values.get('host') ?? '127.0.0.1',
    httpPort: integer(values, 'http_port', 0, 65_535) ?? 8080,
    grpcPort: integer(values, 'grpc_port', 0, 65_535),
    threads: integer(values, 'threads', 1, 1024) ?? 1,
    maxBodyBytes:
      integer(values, 'max_body_bytes', 1, 2048 * MEBIBYTE) ?? 100 * MEBIBYTE,
    stateFile: values.get('state_file'),
    instanceId,
  };
}

function collect(argv: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const unknown: string[] = [];
  const valueless: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]);
    if (match === null || !NAMES.has(match[1])) {
      unknown.push(argv[i]);
      // The value of an unknown key is not another mistake.
      if (match !== null && match[2] === undefined && isValue(argv[i + 1])) {
        i++;
      }
    } else if (match[2] !== undefined) {
      values.set(match[1], match[2]);
    } else if (isValue(argv[i + 1])) {
      values.set(match[1], argv[++i]);
    } else {
      valueless.push(argv[i]);
    }
  }
  if (unknown.length > 0) {
    throw new ArgumentError(
      `unknown argument${unknown.length > 1 ? 's' : ''} ${unknown.join(
        ', ',
      )}; known are ${[...NAMES].map(name => `--${name}`).join(', ')}`,
    );
  }
  if (valueless.length > 0) {
    throw new ArgumentError(`${valueless.join(', ')} needs a value`);
  }
  return values;
}

function isValue(text: string | undefined): text is string {
  return text !== undefined && !text.startsWith('--');
}

function integer(
  values: ReadonlyMap<string, string>,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = values.get(name);
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new ArgumentError(
      `--${name} must be a whole number from ${min} to ${max}, it is '${text}'`,
    );
  }
  return value;
}
