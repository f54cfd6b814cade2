import { Flex, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { DeploymentPage } from '@greenroom/backstage-plugin-model-serving-common';
import styles from './deployments.module.css';
import { DeploymentFilter } from './useDeploymentFilter';

type Counter = keyof DeploymentPage['counters'];

const counters: readonly {
  readonly id: Counter;
  readonly label: string;
  readonly filter: Pick<DeploymentFilter, 'states' | 'owner'>;
}[] = [
  { id: 'all', label: 'All', filter: { states: [], owner: 'all' } },
  { id: 'ready', label: 'Ready', filter: { states: ['ready'], owner: 'all' } },
  {
    id: 'failed',
    label: 'Failed',
    filter: { states: ['failed'], owner: 'all' },
  },
  {
    id: 'stopped',
    label: 'Stopped',
    filter: { states: ['stopped'], owner: 'all' },
  },
  { id: 'unowned', label: 'No owner', filter: { states: [], owner: 'none' } },
];

/** How many there are of each sort; pressing one shows only those. */
export function DeploymentCounters(props: {
  counts: DeploymentPage['counters'] | undefined;
  filter: DeploymentFilter;
  onChange: (changes: Partial<DeploymentFilter>) => void;
}) {
  const { counts, filter, onChange } = props;
  const active = counters.find(
    counter =>
      counter.filter.owner === filter.owner &&
      counter.filter.states.join() === filter.states.join(),
  );
  return (
    <Flex className={styles.scrollingButtons}>
      <ToggleButtonGroup
        aria-label="Show"
        selectionMode="single"
        selectedKeys={active ? [active.id] : []}
        onSelectionChange={keys => {
          const [pressed = 'all'] = keys;
          const counter = counters.find(({ id }) => id === pressed);
          if (counter) {
            onChange(counter.filter);
          }
        }}
      >
        {counters.map(({ id, label }) => (
          <ToggleButton key={id} id={id}>
            {counts ? `${label} ${counts[id]}` : label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Flex>
  );
}
