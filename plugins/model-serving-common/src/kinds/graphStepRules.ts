import { CEL_PREFIX, parseGraphCondition } from '../graph/condition';
import { parseStepData } from '../graph/stepData';
import { InferenceGraph, InferenceRouter, InferenceStep } from '../resources';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';

/** What conditions and data of the steps of a graph say, and what leads nowhere. */
export function graphStepRules(
  { spec }: InferenceGraph,
  profile: Profile,
  messages: Messages,
): void {
  for (const [node, router] of Object.entries(spec.nodes)) {
    for (const [i, step] of (router.steps ?? []).entries()) {
      const path = `spec.nodes.${node}.steps[${i}]`;
      dataRule(step, path, profile, messages);
      conditionRule(step, router, path, profile, messages);
      if (step.weight !== undefined && router.routerType !== 'Splitter')
        messages.warn(
          `${path}.weight`,
          `a weight means nothing in a ${router.routerType}`,
        );
    }
  }
  for (const node of unreached(spec.nodes)) {
    messages.warn(`spec.nodes.${node}`, `no step leads to the node "${node}"`);
  }
}

function dataRule(
  { data = '' }: InferenceStep,
  path: string,
  profile: Profile,
  messages: Messages,
): void {
  const { problem, data: parsed } = parseStepData(data);
  if (problem) messages.error(`${path}.data`, problem);
  else if (parsed?.find && profile === 'kserve')
    messages.error(
      `${path}.data`,
      `"${data}": KServe knows no paths and would send the whole request`,
    );
}

function conditionRule(
  { condition }: InferenceStep,
  { routerType }: InferenceRouter,
  path: string,
  profile: Profile,
  messages: Messages,
): void {
  if (!condition) return;
  const at = `${path}.condition`;
  if (routerType === 'Splitter' || routerType === 'Ensemble') {
    messages.warn(at, `a condition means nothing in a ${routerType}`);
    return;
  }
  if (profile === 'kserve' && condition.startsWith(CEL_PREFIX)) {
    messages.error(at, 'KServe knows no CEL: it would never hold');
    return;
  }
  const { problem, condition: parsed } = parseGraphCondition(condition);
  if (problem) messages.error(at, `"${condition}" ${problem}`);
  else if (parsed?.kind === 'path' && parsed.isAlwaysFound)
    messages.warn(at, `"${condition}" is found in everything: it always holds`);
  else if (/#\([^]*\)#$/.test(condition) && profile === 'kserve')
    messages.warn(
      at,
      `"${condition}" gives a list even where nothing fits, which is something: in any list it holds`,
    );
}

function unreached(nodes: InferenceGraph['spec']['nodes']): readonly string[] {
  const open = ['root'];
  const reached = new Set(open);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { nodeName } of nodes[node]?.steps ?? []) {
      if (!nodeName || reached.has(nodeName)) continue;
      reached.add(nodeName);
      open.push(nodeName);
    }
  }
  return Object.keys(nodes).filter(node => !reached.has(node));
}
