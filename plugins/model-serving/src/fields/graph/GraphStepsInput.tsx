import { useRef } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  GraphStepForm,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason, TemplateButton } from '../../components';
import { routerWords } from '../../graphs';
import { useDeployments } from '../../live';
import { InputFrame } from '../inputs/InputFrame';
import { InputProps } from '../inputs';
import { SelectOption } from '../inputs/SelectInput';
import { GraphStepInput } from './GraphStepInput';
import { atLeastOne, stepProblems, stepsProblem } from './stepProblems';

/** The backend's largest page. */
const MAX_SERVICES = 200;

/** The steps of a graph of one node: what each calls, and how, as the way of running has it. */
export function GraphStepsInput(
  props: InputProps<readonly GraphStepForm[]> & {
    namespace: string;
    cluster?: string;
    routerType: RouterType;
  },
) {
  const { value: given, onChange, namespace, cluster, ...rest } = props;
  const { routerType, ...frame } = rest;
  const value = atLeastOne(given);
  const services = useServices(namespace, cluster);
  const add = useRef<HTMLButtonElement>(null);
  const problems = stepProblems(routerType, value);
  const replace = (position: number, step: GraphStepForm) =>
    onChange(value.map((old, i) => (i === position ? step : old)));
  const move = (from: number, by: number) => {
    const moved = [...value];
    const [step] = moved.splice(from, 1);
    moved.splice(from + by, 0, step);
    onChange(moved);
  };
  return (
    <InputFrame
      {...frame}
      description={
        frame.description ?? `${routerType}: ${routerWords[routerType]}`
      }
      error={
        frame.error ??
        (services.error &&
          `The services could not be loaded: ${errorReason(services.error)}`)
      }
    >
      {services.options?.length === 0 && <NoServices namespace={namespace} />}
      <ol
        aria-label="Steps"
        style={{ margin: 0, padding: 0, listStyle: 'none' }}
      >
        {value.map((step, position) => (
          <li key={position}>
            <GraphStepInput
              step={step}
              position={position}
              count={value.length}
              routerType={routerType}
              services={services.options}
              problems={problems[position]}
              isDisabled={frame.isDisabled}
              onChange={changed => replace(position, changed)}
              onMove={by => move(position, by)}
              onRemove={() => {
                onChange(value.filter((_, i) => i !== position));
                add.current?.focus();
              }}
            />
          </li>
        ))}
      </ol>
      {routerType === 'Splitter' && (
        <Text role="status" variant="body-small" color="secondary">
          {stepsProblem(routerType, value) ?? 'The shares make 100 %.'}
        </Text>
      )}
      <Flex>
        <Button
          ref={add}
          variant="secondary"
          size="small"
          iconStart={<RiAddLine />}
          isDisabled={frame.isDisabled}
          onPress={() => onChange([...value, {}])}
        >
          Add step
        </Button>
      </Flex>
    </InputFrame>
  );
}

function NoServices(props: { namespace: string }) {
  return (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">
        There is no deployment in {props.namespace} that a step could call.
        Deploy a model first, or call an address.
      </Text>
      <TemplateButton template="deploy-model">Deploy model</TemplateButton>
    </Flex>
  );
}

/** The deployments of the project, with their state, to choose from. */
function useServices(
  namespace: string,
  cluster: string | undefined,
): { readonly options?: readonly SelectOption[]; readonly error?: Error } {
  const { value, error } = useDeployments(
    namespace
      ? {
          namespaces: [namespace],
          ...(cluster && { clusters: [cluster] }),
          orderBy: { field: 'name', order: 'asc' },
          limit: MAX_SERVICES,
        }
      : undefined,
  );
  return {
    options: value?.items.map(({ ref, title, state }) => ({
      id: ref.name,
      label: `${title} (${ref.name}), ${state.word}`,
    })),
    error: value ? undefined : error,
  };
}
