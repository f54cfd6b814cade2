import type { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule, Edit } from '../types';
import { containersOf } from './components';

/** Accelerators by the name that the target has for its own, where that is beyond doubt. */
export const acceleratorRule: CopyRule = (service, { target }) => {
  const { cluster } = target.settings;
  const offered = target.accelerators.map(({ resource }) => resource);
  const edits: Edit[] = [];
  const warnings: FieldMessage[] = [];
  for (const { at, path, container } of containersOf(service)) {
    const wanted = [
      ...Object.entries(container.resources?.requests ?? {}).map(
        entry => ['requests', ...entry] as const,
      ),
      ...Object.entries(container.resources?.limits ?? {}).map(
        entry => ['limits', ...entry] as const,
      ),
    ].filter(([, name]) => isAccelerator(name) && !offered.includes(name));
    for (const [kind, name, count] of wanted) {
      const [only, ...others] = offered;
      const there = container.resources?.[kind] ?? {};
      if (only === undefined || others.length > 0 || there[only]) {
        warnings.push({
          path: `${path}.resources.${kind}[${name}]`,
          message: `${cluster} offers ${
            offered.join(', ') || 'no accelerators'
          } now: replicas wait until it has ${name}`,
        });
        continue;
      }
      const because = `The cluster ${cluster} has ${only} and no ${name}: see that the runtime can use it.`;
      const list = [...at, 'resources', kind];
      edits.push(
        { at: [...list, name], to: undefined, because },
        { at: [...list, only], to: count, because },
      );
    }
  }
  return { edits, warnings };
};

/** Resources that Kubernetes does not know itself have a domain, as those of devices. */
function isAccelerator(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/');
}
