import { EnvVar } from '@greenroom/backstage-plugin-model-serving-common';
import { expandVariables } from './expandVariables';

/**
 * Variables that make a program load code or configuration from elsewhere. A service may set variables and choose what
 * is in the model folder, so one of these would let it run any code; the platform team sets them for a program in
 * `modelServing.local.programs`.
 */
const CODE_LOADING =
  /^(LD_.*|DYLD_.*|NODE_OPTIONS|NODE_PATH|NODE_REPL_.*|PATH|PYTHON.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|BASH_ENV|ENV|SHELLOPTS|IFS|GCONV_PATH|HOSTALIASES|OPENSSL_(CONF|ENGINES|MODULES)|GLIBC_TUNABLES)$/;

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** The environment of a replica, or why it cannot be made. */
export type Environment =
  | { readonly variables: Readonly<Record<string, string>> }
  | { readonly problem: string };

/**
 * The container's variables on top of those that the driver provides. A value may refer to the provided ones and to
 * those listed before it. Provided variables win: they are facts about this replica.
 */
export function containerEnvironment(
  env: readonly EnvVar[],
  provided: Readonly<Record<string, string>>,
): Environment {
  const variables: Record<string, string> = { ...provided };
  for (const [index, { name, value, valueFrom }] of env.entries()) {
    const field = `containers[0].env[${index}]`;
    if (!NAME.test(name)) {
      return { problem: `${field}.name: '${name}' is not a variable name` };
    }
    if (valueFrom) {
      return {
        problem: `${field}.valueFrom: ${name} is read from a cluster object, which there is none of on this machine; give a value`,
      };
    }
    if (CODE_LOADING.test(name)) {
      return {
        problem: `${field}.name: ${name} decides what code a program loads; the platform team sets it in modelServing.local.programs`,
      };
    }
    if (value?.includes('\0')) {
      return { problem: `${field}.value: holds a zero byte` };
    }
    if (!Object.hasOwn(provided, name)) {
      variables[name] = expandVariables(value ?? '', variables);
    }
  }
  return { variables };
}
