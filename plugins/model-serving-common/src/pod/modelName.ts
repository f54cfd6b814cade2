import { Container } from '../resources';
import { Profile } from '../settings';

const FLAG = '--model_name';
const SERVED = '--served-model-name';

/**
 * The model's name in URLs: env `MLSERVER_MODEL_NAME`, else the last `--model_name` in the arguments, else (vLLM) the
 * first of the last `--served-model-name`, else the name of the service.
 *
 * `kserve` reproduces upstream: it also takes the argument after `--model_name=x` if that is no flag, and any flag that
 * begins with `--model_name`. Source: kserve-resources §8, screens §7.
 */
export function modelNameOf(
  container: Container | undefined,
  serviceName: string,
  profile: Profile,
): string {
  const fromEnv = container?.env?.find(
    entry => entry.name === 'MLSERVER_MODEL_NAME',
  )?.value;
  const args = container?.args ?? [];
  const fromArgs =
    profile === 'kserve' ? upstreamName(args) : flagValue(args, FLAG);
  return fromEnv || fromArgs || flagValue(args, SERVED) || serviceName;
}

function flagValue(args: readonly string[], flag: string): string | undefined {
  let value: string | undefined;
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith(`${flag}=`)) value = arg.slice(flag.length + 1);
    else if (arg === flag && isValue(args[i + 1])) value = args[i + 1];
  }
  return value;
}

function upstreamName(args: readonly string[]): string | undefined {
  let value: string | undefined;
  for (const [i, arg] of args.entries()) {
    if (!arg.startsWith(FLAG) || arg.includes(' ')) continue;
    if (arg.includes('=')) value = arg.slice(arg.indexOf('=') + 1);
    if (isValue(args[i + 1])) value = args[i + 1];
  }
  return value;
}

function isValue(arg: string | undefined): arg is string {
  return arg !== undefined && !arg.startsWith('--');
}
