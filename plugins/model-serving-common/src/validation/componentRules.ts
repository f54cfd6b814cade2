import { FieldMessage } from '../FieldMessage';
import { ComponentExtension, ExplainerSpec, PredictorSpec } from '../resources';
import { autoscalingRules } from './autoscalingRules';
import { implementationRules } from './implementationRules';
import { Messages } from './messages';
import { Rule, RuleContext } from './rule';
import { loggerRules, payloadRules } from './payloadRules';
import { limitRules, replicaRules } from './scalingRules';

/** One component of a service, as its checks see it. */
export interface ComponentContext extends RuleContext {
  readonly name: 'predictor' | 'transformer' | 'explainer';
  readonly component: PredictorSpec & ExplainerSpec;
  /** Like `spec.predictor`. */
  readonly path: string;
}

/** Rule 9: components one after another, each in KServe's order. */
export const componentRules: Rule = context => {
  for (const name of ['predictor', 'transformer', 'explainer'] as const) {
    const component = context.service.spec[name];
    if (component) {
      checkComponent({ ...context, name, component, path: `spec.${name}` });
    }
  }
};

/** What is wrong with a predictor that stands elsewhere than in `spec.predictor`. */
export function predictorProblems(
  context: RuleContext,
  component: PredictorSpec,
  path: string,
): readonly FieldMessage[] {
  const messages = new Messages();
  checkComponent({ ...context, messages, name: 'predictor', component, path });
  return messages.errors;
}

function checkComponent(context: ComponentContext): void {
  implementationRules(context);
  concurrencyRule(context);
  replicaRules(context);
  loggerRules(context);
  autoscalingRules(context);
  limitRules(context);
  payloadRules(context);
}

function concurrencyRule({
  component,
  path,
  messages,
}: ComponentContext): void {
  const { containerConcurrency = 0 }: ComponentExtension = component;
  if (containerConcurrency < 0) {
    messages.error(
      `${path}.containerConcurrency`,
      'parallelism cannot be less than 0',
    );
  }
}
