import { InferenceGraph, InferenceRouter, InferenceStep } from '../resources';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';
import { ValidationResult } from '../validation/validateInferenceService';
import { graphSettingsOf } from '../graph/graphSettings';
import { graphStepRules } from './graphStepRules';
import { objectRules } from '../validation/objectRules';

/** @public */
export interface GraphValidationOptions {
  /** Its fields have the types of the CRD. */
  readonly graph: InferenceGraph;
  readonly previous?: InferenceGraph;
  readonly profile: Profile;
}

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const ROOT = 'root';

/**
 * What is wrong with an InferenceGraph. The first error is what KServe would answer; what KServe only finds out while it
 * serves is a warning under its profile and an error under ours. Source: kserve-resources §10.
 * @public
 */
export function validateInferenceGraph(
  options: GraphValidationOptions,
): ValidationResult {
  const { graph, previous, profile } = options;
  const messages = new Messages();
  const { name } = graph.metadata;
  const nodes = Object.entries(graph.spec.nodes);
  objectRules({
    object: graph,
    previous,
    kind: 'InferenceGraph',
    profile,
    messages,
  });
  if (!NAME.test(name) && !messages.has('metadata.name')) {
    messages.error(
      'metadata.name',
      `The InferenceGraph "${name}" is invalid: a InferenceGraph name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
    );
  }
  if (!Object.hasOwn(graph.spec.nodes, ROOT)) {
    messages.error(
      'spec.nodes',
      "root node not found, InferenceGraph needs a node with name 'root' as the root node of the graph",
    );
  }
  for (const [node, router] of nodes) {
    uniqueNameRule(name, node, router, messages);
  }
  for (const [node, router] of nodes) targetRule(name, node, router, messages);
  for (const [node, router] of nodes) weightRule(name, node, router, messages);
  const later =
    profile === 'greenroom'
      ? messages.error.bind(messages)
      : messages.warn.bind(messages);
  for (const [node, router] of nodes) {
    executionRules(graph, node, router, later);
  }
  graphStepRules(graph, profile, messages);
  for (const { path, message } of graphSettingsOf(graph).problems) {
    messages.error(path, message);
  }
  const cycle = cycleIn(graph);
  if (cycle) {
    later(
      'spec.nodes',
      `the nodes ${cycle.join(
        ' → ',
      )} call each other in a circle: a request would never end`,
    );
  }
  return messages;
}

function uniqueNameRule(
  graph: string,
  node: string,
  { steps = [] }: InferenceRouter,
  messages: Messages,
): void {
  const seen = new Set<string>();
  for (const [i, { name }] of steps.entries()) {
    if (!name) continue;
    if (seen.has(name)) {
      messages.error(
        `${stepPath(node, i)}.name`,
        `Node "${node}" of InferenceGraph "${graph}" contains more than one step with name "${name}"`,
      );
    }
    seen.add(name);
  }
}

function targetRule(
  graph: string,
  node: string,
  { steps = [] }: InferenceRouter,
  messages: Messages,
): void {
  for (const [i, step] of steps.entries()) {
    const count = [step.nodeName, step.serviceName, step.serviceUrl].filter(
      Boolean,
    ).length;
    if (count === 1) continue;
    const what =
      count === 0
        ? 'does not specify an inference target'
        : 'specifies more than one of nodeName, serviceName, serviceUrl';
    messages.error(
      stepPath(node, i),
      `Step ${i} ("${
        step.name ?? ''
      }") in node "${node}" of InferenceGraph "${graph}" ${what}`,
    );
  }
}

function weightRule(
  graph: string,
  node: string,
  { routerType, steps = [] }: InferenceRouter,
  messages: Messages,
): void {
  if (routerType !== 'Splitter') return;
  let sum = 0;
  let isComplete = true;
  for (const [i, { weight, serviceName }] of steps.entries()) {
    if (weight === undefined) {
      isComplete = false;
      messages.error(
        `${stepPath(node, i)}.weight`,
        `InferenceGraph[${graph}] Node[${node}] Route[${
          serviceName ?? ''
        }] missing the 'Weight'`,
      );
    }
    sum += weight ?? 0;
  }
  if (isComplete && sum !== 100) {
    messages.error(
      `spec.nodes.${node}.steps`,
      `InferenceGraph[${graph}] Node[${node}] splitter node: the sum of traffic weights for all routing targets should be 100`,
    );
  }
}

/** What upstream does not check and a request would find out. */
function executionRules(
  { spec }: InferenceGraph,
  node: string,
  { routerType, steps = [] }: InferenceRouter,
  report: (path: string, message: string) => void,
): void {
  if (steps.length === 0) {
    report(
      `spec.nodes.${node}.steps`,
      `the node "${node}" has no step: it would answer nothing`,
    );
  }
  for (const [i, step] of steps.entries()) {
    const path = stepPath(node, i);
    if (step.nodeName && !Object.hasOwn(spec.nodes, step.nodeName)) {
      report(
        `${path}.nodeName`,
        `there is no node "${step.nodeName}"; there are ${Object.keys(
          spec.nodes,
        ).join(', ')}`,
      );
    }
    if (step.serviceUrl && !isHttpUrl(step.serviceUrl)) {
      report(
        `${path}.serviceUrl`,
        `"${step.serviceUrl}" is no complete http or https URL`,
      );
    }
    if (step.weight !== undefined && step.weight < 0) {
      report(`${path}.weight`, `${step.weight} is below 0`);
    }
    if (routerType === 'Switch' && !step.condition) {
      report(
        `${path}.condition`,
        'a step of a Switch needs a condition; without one it is never or always taken',
      );
    }
  }
}

/** Nodes that call each other in a circle, the first one again at the end. */
function cycleIn({ spec }: InferenceGraph): readonly string[] | undefined {
  const done = new Set<string>();
  // Not recursive: a graph of ten thousand nodes in a row is no cycle, and no reason to run out of stack
  for (const start of Object.keys(spec.nodes)) {
    const path: { node: string; next: readonly string[] }[] = [];
    let open: string | undefined = start;
    while (open !== undefined) {
      if (!done.has(open)) {
        const names = path.map(({ node }) => node);
        const at = names.indexOf(open);
        if (at >= 0) return [...names.slice(at), open];
        path.push({ node: open, next: targetsOf(spec.nodes[open].steps) });
      }
      open = nextOf(path, done, spec.nodes);
    }
  }
  return undefined;
}

/** The next node to look at below the path; what is looked through leaves the path. */
function nextOf(
  path: { node: string; next: readonly string[] }[],
  done: Set<string>,
  nodes: InferenceGraph['spec']['nodes'],
): string | undefined {
  for (let last = path.at(-1); last; last = path.at(-1)) {
    const [next, ...rest] = last.next;
    last.next = rest;
    if (next === undefined) {
      done.add(last.node);
      path.pop();
    } else if (Object.hasOwn(nodes, next)) {
      return next;
    }
  }
  return undefined;
}

function targetsOf(steps: readonly InferenceStep[] = []): readonly string[] {
  return steps.flatMap(({ nodeName }) => (nodeName ? [nodeName] : []));
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function stepPath(node: string, i: number): string {
  return `spec.nodes.${node}.steps[${i}]`;
}
