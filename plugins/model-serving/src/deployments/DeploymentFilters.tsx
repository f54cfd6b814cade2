import { useEffect, useRef, useState } from 'react';
import { Button, Flex, SearchField, Select } from '@backstage/ui';
import { stateTable } from '@greenroom/backstage-plugin-model-serving-common';
import { useClusters, useRuntimes } from '../live';
import styles from './deployments.module.css';
import { DeploymentFilter, isFiltering } from './useDeploymentFilter';

/** A pause in typing that is long enough to mean it. */
const SEARCH_DELAY_MS = 300;

const owners = [
  { id: 'all', label: 'All owners' },
  { id: 'mine', label: 'Mine' },
  { id: 'none', label: 'No owner' },
];

/** Search and filters of the list. */
export function DeploymentFilters(props: {
  filter: DeploymentFilter;
  onChange: (changes: Partial<DeploymentFilter>) => void;
  onClear: () => void;
}) {
  const { filter, onChange, onClear } = props;
  const clusters = useClusters().value ?? [];
  const runtimes = useRuntimes({});
  const namespaces = clusters.flatMap(cluster => cluster.namespaces);
  const offered = runtimes.value?.items ?? [];
  const knownOwner = owners.some(({ id }) => id === filter.owner);
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <DelayedSearch
        value={filter.search}
        onChange={search => onChange({ search })}
      />
      <ManySelect
        label="State"
        values={filter.states}
        options={Object.entries(stateTable).map(([id, { word }]) => ({
          id,
          label: word,
        }))}
        onChange={states => onChange({ states })}
      />
      <Select
        label="Owner"
        size="small"
        className={styles.filter}
        value={filter.owner}
        options={
          knownOwner
            ? owners
            : [...owners, { id: filter.owner, label: filter.owner }]
        }
        onChange={owner => onChange({ owner: String(owner ?? 'all') })}
      />
      {clusters.length > 1 && (
        <ManySelect
          label="Cluster"
          values={filter.clusters}
          options={clusters.map(({ name, title }) => ({
            id: name,
            label: title,
          }))}
          onChange={chosen => onChange({ clusters: chosen })}
        />
      )}
      <ManySelect
        label="Project"
        values={filter.namespaces}
        options={optionsOf(namespaces)}
        onChange={chosen => onChange({ namespaces: chosen })}
      />
      <ManySelect
        label="Runtime"
        values={filter.runtimes}
        options={offered.map(({ name, title }) => ({ id: name, label: title }))}
        onChange={chosen => onChange({ runtimes: chosen })}
      />
      <ManySelect
        label="Format"
        values={filter.formats}
        options={optionsOf(
          offered.flatMap(({ formats }) => formats.map(({ name }) => name)),
        )}
        onChange={formats => onChange({ formats })}
      />
      {isFiltering(filter) && (
        <Button variant="tertiary" size="small" onPress={onClear}>
          Clear filters
        </Button>
      )}
    </Flex>
  );
}

function ManySelect(props: {
  label: string;
  values: readonly string[];
  options: readonly { id: string; label: string }[];
  onChange: (values: readonly string[]) => void;
}) {
  const { label, values, options, onChange } = props;
  // What the URL names stays selectable, also if it is gone or not loaded yet.
  const unknown = values.filter(value => !options.some(o => o.id === value));
  return (
    <Select
      label={label}
      size="small"
      selectionMode="multiple"
      className={styles.filter}
      placeholder="Any"
      value={[...values]}
      options={[...options, ...optionsOf(unknown)]}
      onChange={chosen => onChange(chosen.map(String))}
    />
  );
}

function optionsOf(values: readonly string[]) {
  return [...new Set(values)]
    .sort((a, b) => a.localeCompare(b))
    .map(value => ({ id: value, label: value }));
}

function DelayedSearch(props: {
  value: string;
  onChange: (value: string) => void;
}) {
  const { value, onChange } = props;
  const [typed, setTyped] = useState(value);
  // Each render brings another function; only typing may start the delay anew.
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) {
      return undefined;
    }
    const timer = setTimeout(() => report.current(typed), SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return (
    <SearchField
      label="Search"
      size="small"
      className={styles.search}
      placeholder="Name, description or tag"
      value={typed}
      onChange={setTyped}
    />
  );
}
