import {
  GraphStepForm,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What is wrong with a step, by the input where it is to be put right. */
export type StepProblems = Partial<Record<keyof GraphStepForm, string>>;

/**
 * What is wrong with the steps of a graph before anybody is asked: nothing to call, no condition, names that are the same.
 * One entry for each step; empty where all is well.
 */
export function stepProblems(
  routerType: RouterType,
  steps: readonly GraphStepForm[],
): readonly StepProblems[] {
  const seen = new Set<string>();
  return steps.map(({ name, service, url, condition, weight }) => {
    const isRepeated = Boolean(name) && seen.has(name ?? '');
    if (name) seen.add(name);
    return {
      ...(isRepeated && { name: `There is another step ${name}` }),
      ...(url !== undefined
        ? urlProblem(url)
        : !service && { service: 'Choose what this step calls' }),
      ...(routerType === 'Switch' &&
        !condition?.trim() && {
          condition: 'Say when this step is taken',
        }),
      ...(routerType === 'Splitter' &&
        (weight === undefined || weight < 0) && {
          weight: 'Say how many percent it gets',
        }),
    };
  });
}

/** The steps of a form that was just opened: one, empty. The scaffolder gives an empty list there. */
export function atLeastOne(
  steps: readonly GraphStepForm[] | undefined,
): readonly GraphStepForm[] {
  return steps && steps.length > 0 ? steps : [{}];
}

/** What is wrong with the steps taken together. */
export function stepsProblem(
  routerType: RouterType,
  steps: readonly GraphStepForm[],
): string | undefined {
  if (routerType !== 'Splitter') return undefined;
  const sum = steps.reduce((total, { weight = 0 }) => total + weight, 0);
  return sum !== 100
    ? `The shares sum up to ${sum} %; they have to make 100 %`
    : undefined;
}

function urlProblem(url: string): StepProblems {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
    ? {}
    : { url: 'Write a whole address, with http:// or https://' };
}
