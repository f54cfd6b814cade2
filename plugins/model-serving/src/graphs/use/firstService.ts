import {
  GraphDetail,
  GraphMember,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * The service that a request meets first, following the first step of each node; its tensors are what a caller sends.
 * Undefined if that is an address outside, or nobody.
 */
export function firstService({
  nodes,
  members,
}: Pick<GraphDetail, 'nodes' | 'members'>): GraphMember | undefined {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const seen = new Set<string>();
  let name = 'root';
  while (!seen.has(name)) {
    seen.add(name);
    const target = byName.get(name)?.steps[0]?.target;
    if (target?.kind === 'service') {
      return members.find(member => member.name === target.service);
    }
    if (target?.kind !== 'node') return undefined;
    name = target.node;
  }
  return undefined;
}
