import { Container } from '../resources';
import { FORBIDDEN_VARIABLE } from './environmentNameProblem';

/** Source: kserve-resources §1. */
const GPU_RESOURCES = [
  'nvidia.com/gpu',
  'amd.com/gpu',
  'intel.com/gpu',
  'habana.ai/gaudi',
];
const BASIC_RESOURCES = ['cpu', 'memory', 'storage', 'ephemeral-storage'];
const SIZE_VARIABLES = ['PIPELINE_PARALLEL_SIZE', 'TENSOR_PARALLEL_SIZE'];

/** Whether a container sets `PYTHONPATH`, through which foreign code would be loaded. */
export function setsPythonPath(container: Container): boolean {
  return (container.env ?? []).some(({ name }) => name === FORBIDDEN_VARIABLE);
}

/** Variables of a container that only the controller may set, as it computes the sizes of a multi-node server. */
export function sizeVariablesOf(container: Container): readonly string[] {
  return (container.env ?? [])
    .map(({ name }) => name)
    .filter(name => SIZE_VARIABLES.includes(name));
}

/** Whether a container asks for a resource that is neither basic nor a known accelerator. */
export function hasUnknownAccelerator(
  container: Container,
  known: readonly string[],
): boolean {
  const { requests, limits } = container.resources ?? {};
  return Object.keys({ ...requests, ...limits }).some(
    name => ![...BASIC_RESOURCES, ...GPU_RESOURCES, ...known].includes(name),
  );
}

/** Accelerators that an annotation `serving.kserve.io/gpu-resource-types` (a JSON list) adds to the known ones. */
export function customAccelerators(
  notes: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  const text = notes?.['serving.kserve.io/gpu-resource-types'];
  if (!text) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    const list: unknown[] = Array.isArray(parsed) ? parsed : [];
    return list.filter((entry): entry is string => typeof entry === 'string');
  } catch {
    return []; // no list: nothing is added, and the rule about unknown ones says what is missing
  }
}
