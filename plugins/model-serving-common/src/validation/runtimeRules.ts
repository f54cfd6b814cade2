import { assemblePod } from '../pod';
import { selectRuntimes } from '../runtimes';
import { ComponentName, ModelSpec, Protocol } from '../resources';
import { Rule, RuleContext } from './rule';

const MODEL = 'spec.predictor.model';
const PROTOCOLS: readonly Protocol[] = ['v1', 'v2', 'grpc-v1', 'grpc-v2'];

/**
 * What fails after admission in KServe, said at once: no runtime fits, the pod cannot be assembled. Warnings, because a
 * GitOps apply may bring the runtime a moment later; only a merge that can never work is an error in `greenroom`.
 */
export const runtimeRules: Rule = context => {
  const { predictor } = context;
  if (predictor.model) modelRules(context, predictor.model);
  else containersRule(context, 'predictor');
  for (const component of ['transformer', 'explainer'] as const) {
    if (context.service.spec[component]) containersRule(context, component);
  }
};

/** A component with containers of its own. */
function containersRule(context: RuleContext, component: ComponentName): void {
  const { service, settings, profile, messages } = context;
  const assembly = assemblePod({
    service,
    component,
    settings: { ...settings, profile },
  });
  if (assembly.ok) return;
  const { message } = assembly.failure;
  if (profile === 'kserve') messages.warn(`spec.${component}`, message);
  else messages.error(`spec.${component}`, message);
}

function modelRules(context: RuleContext, model: ModelSpec): void {
  const { service, predictor, facts, settings, profile, messages } = context;
  if (model.protocolVersion && !PROTOCOLS.includes(model.protocolVersion)) {
    messages.warn(
      `${MODEL}.protocolVersion`,
      `"${
        model.protocolVersion
      }" is none of the known protocols ${PROTOCOLS.join(', ')}`,
    );
  }
  if (model.runtimeVersion && model.image?.includes('@sha256:')) {
    messages.warn(
      `${MODEL}.runtimeVersion`,
      'has no effect, because the image is pinned by digest',
    );
  }
  const selection = selectRuntimes({
    model,
    namespace: service.metadata.namespace ?? 'default',
    runtimes: facts.runtimes,
    multiModel: false,
    multiNode: Boolean(predictor.workerSpec),
    profile,
    problems: facts.problems,
  });
  if (selection.failure) {
    messages.warn(selection.failure.path, selection.failure.message);
    return;
  }
  const [pick] = selection.candidates;
  const assembly = assemblePod({
    service,
    component: 'predictor',
    runtime: pick.runtime,
    protocol: pick.protocol,
    settings: { ...settings, profile },
  });
  if (assembly.ok) return;
  const { message } = assembly.failure;
  if (profile === 'kserve') messages.warn(MODEL, message);
  else messages.error(MODEL, message);
}
