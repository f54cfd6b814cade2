import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { ApiHolder } from '@backstage/frontend-plugin-api';
import { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';
import { ModelServingApi, modelServingApiRef } from '../api';
import { siblingsOf } from './formContext';
import { refusalsOfNew } from './newDeployment';
import { parameterOfPath } from './parameterOfPath';

/** For how long one answer does for all fields of a page: they are checked one after the other. */
const SAME_CHECK_MS = 3_000;

interface Asked {
  readonly about: string;
  readonly at: number;
  readonly answer: Promise<readonly FieldMessage[]>;
}

const lastAsked = new WeakMap<ModelServingApi, Asked>();

/**
 * After what can be seen of a field by itself: what backend and cluster have against it in the deployment that the whole form
 * describes. Where they cannot be asked the page goes on, since the task asks again.
 *
 * @param parameter - name of the field in the template
 */
export function andNotRefused<T, O = unknown>(
  parameter: string,
  ownCheck?: CustomFieldValidator<T, O>,
): CustomFieldValidator<T, O> {
  return async (value, field, context) => {
    await ownCheck?.(value, field, context);
    if (field.__errors?.length) return;
    for (const { path, message } of await refusals(context)) {
      if (parameterOfPath(path)?.parameter === parameter) {
        field.addError(message);
      }
    }
  };
}

/** `ui:options` of `DeploymentCheck`. */
export interface DeploymentCheckOptions {
  /** Parameters of its page that say themselves what is refused of them. */
  readonly besides?: readonly string[];
}

/** What is refused of the deployment and is not said at a field of the same page. */
export const validateNewDeployment: CustomFieldValidator<
  unknown,
  DeploymentCheckOptions
> = async (_value, field, context) => {
  const { isSet } = siblingsOf(context.formData);
  // Nobody asks a field without a value
  const others = (context.uiSchema?.['ui:options']?.besides ?? []).filter(
    isSet,
  );
  for (const { path, message } of await refusals(context)) {
    const about = parameterOfPath(path);
    if (about && others.includes(about.parameter)) continue;
    const what = about?.label ?? path;
    field.addError(what ? `${what}: ${message}` : message);
  }
};

async function refusals(context: {
  apiHolder: ApiHolder;
  formData: unknown;
}): Promise<readonly FieldMessage[]> {
  const api = context.apiHolder.get(modelServingApiRef);
  if (!api) return [];
  const about = JSON.stringify(context.formData);
  const last = lastAsked.get(api);
  const isSame = last?.about === about && Date.now() - last.at < SAME_CHECK_MS;
  const asked = isSame
    ? last
    : {
        about,
        at: Date.now(),
        answer: refusalsOfNew(api, context.formData).catch(() => []),
      };
  lastAsked.set(api, asked);
  return asked.answer;
}
