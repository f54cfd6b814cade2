import { Container } from '../resources';
import { parseQuantity } from '../quantity';

/** Why Kubernetes would refuse a container's resources (a request above its limit), or undefined. */
export function resourceProblem(container: Container): string | undefined {
  const { requests = {}, limits = {} } = container.resources ?? {};
  for (const [name, limit] of Object.entries(limits)) {
    const [asked, most] = [requests[name] ?? '', limit].map(parseQuantity);
    if (asked !== undefined && most !== undefined && asked > most) {
      return `resources.requests: Invalid value: "${requests[name]}": must be less than or equal to ${name} limit of ${limit}`;
    }
  }
  return undefined;
}
