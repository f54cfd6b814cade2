import { Container, Probe } from '../resources';
import { Profile } from '../settings';
import { strategicMerge } from './strategicMerge';

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;
const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

/**
 * A runtime's container with the deployment's fields over it: strategic merge, except that the arguments of both are
 * kept, the runtime's first. In profile `greenroom` a probe handler of another kind replaces the runtime's; merging
 * would give two, which Kubernetes refuses. Source: kserve-resources §8.2.
 */
export function mergeContainer(
  runtime: Container,
  user: Container,
  profile: Profile,
): Container {
  const base =
    profile === 'kserve' ? runtime : withProbesMadeRoom(runtime, user);
  const merged: Container = strategicMerge(base, user);
  const args = [...(runtime.args ?? []), ...(user.args ?? [])];
  return args.length > 0 ? { ...merged, args } : merged;
}

/** Why Kubernetes would refuse a container's probes, or undefined. */
export function probeProblem(container: Container): string | undefined {
  for (const field of PROBES) {
    const [, second] = handlersOf(container[field]);
    if (second) {
      return `${field}.${second}: Forbidden: may not specify more than 1 handler type`;
    }
  }
  return undefined;
}

function withProbesMadeRoom(runtime: Container, user: Container): Container {
  const result: Container = { ...runtime };
  for (const field of PROBES) {
    if (handlersOf(user[field]).length > 0 && result[field]) {
      const { httpGet, tcpSocket, grpc, exec, ...timing } = result[field];
      const [handler] = handlersOf(user[field]);
      const same = { httpGet, tcpSocket, grpc, exec }[handler];
      result[field] = same ? { ...timing, [handler]: same } : timing;
    }
  }
  return result;
}

function handlersOf(probe: Probe | undefined): (typeof HANDLERS)[number][] {
  return HANDLERS.filter(handler => probe?.[handler]);
}
