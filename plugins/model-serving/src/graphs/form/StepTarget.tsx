import { useState } from 'react';
import { Button, Flex, TextField } from '@backstage/ui';
import {
  GraphStepForm,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError, SelectInput, SelectOption } from '../../inputs';
import { useGraphs } from '../../live';
import { StepProblems } from './stepProblems';

type Target = 'service' | 'node' | 'graph' | 'url';

const targetWords: Readonly<Record<Target, string>> = {
  service: 'Call a service instead',
  node: 'Call a node instead',
  graph: 'Call another graph instead',
  url: 'Call an address instead',
};

/** The backend's largest page. */
const MAX_GRAPHS = 200;

/** Only one of the ways to name what a step calls. */
const NOTHING = { service: undefined, url: undefined, node: undefined };

/** What a step calls: a service of the project, another node, another graph, or any address. */
export function StepTarget(props: {
  step: GraphStepForm;
  /** Undefined while they load. */
  services: readonly SelectOption[] | undefined;
  /** Names of the other nodes; those that would lead back say so and cannot be chosen. */
  nodes: readonly SelectOption[];
  /** The graph that is made, which cannot call itself. */
  self?: Pick<ResourceRef, 'namespace' | 'name'>;
  problems: StepProblems;
  isDisabled?: boolean;
  set: (change: Partial<GraphStepForm>) => void;
}) {
  const { step, services, nodes, self, problems, isDisabled, set } = props;
  const [isGraph, setIsGraph] = useState<boolean>();
  const graphs = useGraphOptions(step.url !== undefined, self);
  const isKnownGraph = graphs?.some(({ id }) => id === step.url) ?? false;
  const current = targetOf(step, isGraph ?? isKnownGraph);
  const choices = (Object.keys(targetWords) as Target[]).filter(
    target => target !== current && (target !== 'node' || nodes.length > 0),
  );
  const choose = (target: Target) => {
    setIsGraph(target === 'graph');
    if (target === 'service') set(NOTHING);
    else if (target === 'node') set({ ...NOTHING, node: '' });
    else set({ ...NOTHING, url: '' });
  };
  return (
    <Flex direction="column" gap="1" align="start">
      <div style={{ width: '100%' }}>
        {current === 'service' && (
          <SelectInput
            label="Service"
            placeholder={
              services === undefined ? 'Loading services…' : 'Choose a service'
            }
            isRequired
            isDisabled={isDisabled}
            isSearchable={(services?.length ?? 0) > 10}
            value={step.service}
            options={services ?? []}
            error={step.service ? problems.service : undefined}
            onChange={service => set({ service })}
          />
        )}
        {current === 'node' && (
          <SelectInput
            label="Node"
            description="Its answer counts as the answer of this step"
            placeholder="Choose a node"
            isRequired
            isDisabled={isDisabled}
            value={step.node || undefined}
            options={nodes}
            error={step.node ? problems.node : undefined}
            onChange={node => set({ node: node ?? '' })}
          />
        )}
        {current === 'graph' && (
          <SelectInput
            label="Graph"
            description="Called at its address, as anybody would: with a token if it needs one"
            placeholder={
              graphs === undefined ? 'Loading graphs…' : 'Choose a graph'
            }
            isRequired
            isDisabled={isDisabled}
            isSearchable={(graphs?.length ?? 0) > 10}
            value={step.url || undefined}
            options={graphs ?? []}
            error={step.url ? problems.url : undefined}
            onChange={url => set({ url: url ?? '' })}
          />
        )}
        {current === 'url' && (
          <TextField
            label="Address"
            validationBehavior="aria"
            description="Called with POST; its host has to be allowed"
            isRequired
            isDisabled={isDisabled}
            isInvalid={Boolean(step.url) && problems.url !== undefined}
            value={step.url}
            onChange={url => set({ url })}
          />
        )}
        {current === 'url' && step.url && <InputError error={problems.url} />}
      </div>
      <Flex gap="1" style={{ flexWrap: 'wrap' }}>
        {choices.map(target => (
          <Button
            key={target}
            size="small"
            variant="tertiary"
            isDisabled={isDisabled}
            onPress={() => choose(target)}
          >
            {targetWords[target]}
          </Button>
        ))}
      </Flex>
    </Flex>
  );
}

function targetOf({ url, node }: GraphStepForm, isGraph: boolean): Target {
  if (node !== undefined) return 'node';
  if (url === undefined) return 'service';
  return isGraph ? 'graph' : 'url';
}

/** Graphs that the user may see, by their addresses; undefined while they load or are not asked for. */
function useGraphOptions(
  isAsked: boolean,
  self: Pick<ResourceRef, 'namespace' | 'name'> | undefined,
): readonly SelectOption[] | undefined {
  const { value } = useGraphs(isAsked ? { limit: MAX_GRAPHS } : undefined);
  return value?.items.flatMap(({ ref, title, endpoints, state }) => {
    const isSelf = ref.name === self?.name && ref.namespace === self.namespace;
    const endpoint =
      endpoints.find(({ preferred }) => preferred) ?? endpoints[0];
    if (isSelf || !endpoint) return [];
    return {
      id: endpoint.inferUrl,
      label: `${title} (${ref.namespace}/${ref.name}), ${state.word}`,
    };
  });
}
