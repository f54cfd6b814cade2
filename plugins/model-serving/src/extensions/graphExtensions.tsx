import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

/** Entities that stand for a graph; the annotation, since a type may be used by others too. */
const isGraph = {
  kind: 'component',
  'spec.type': 'inference-graph',
  'metadata.annotations.greenroom/name': { $exists: true },
};

const stateCard = EntityCardBlueprint.make({
  name: 'graph-state',
  params: {
    filter: isGraph,
    loader: async () => {
      const { GraphStateCard } = await import('../graphs/entity');
      return <GraphStateCard />;
    },
  },
});

const endpointsCard = EntityCardBlueprint.make({
  name: 'graph-endpoints',
  params: {
    filter: isGraph,
    loader: async () => {
      const { GraphEndpointsCard } = await import('../graphs/entity');
      return <GraphEndpointsCard />;
    },
  },
});

const graphContent = EntityContentBlueprint.make({
  name: 'graph',
  params: {
    path: 'graph',
    title: 'Graph',
    filter: isGraph,
    loader: async () => {
      const { GraphContent } = await import('../graphs/entity');
      return <GraphContent />;
    },
  },
});

const useItContent = EntityContentBlueprint.make({
  name: 'graph-use-it',
  params: {
    path: 'use-it',
    title: 'Use it',
    filter: isGraph,
    loader: async () => {
      const { UseGraphContent } = await import('../graphs/use');
      return <UseGraphContent />;
    },
  },
});

const accessContent = EntityContentBlueprint.make({
  name: 'graph-access',
  params: {
    path: 'access',
    title: 'Access',
    filter: isGraph,
    loader: async () => {
      const { GraphAccessContent } = await import('../graphs/entity');
      return <GraphAccessContent />;
    },
  },
});

const metricsContent = EntityContentBlueprint.make({
  name: 'graph-metrics',
  params: {
    path: 'metrics',
    title: 'Metrics',
    filter: isGraph,
    loader: async () => {
      const { GraphMetricsContent } = await import('../graphs/entity');
      return <GraphMetricsContent />;
    },
  },
});

const logsContent = EntityContentBlueprint.make({
  name: 'graph-logs',
  params: {
    path: 'logs',
    title: 'Logs',
    filter: isGraph,
    loader: async () => {
      const { GraphLogsContent } = await import('../graphs/entity');
      return <GraphLogsContent />;
    },
  },
});

const eventsContent = EntityContentBlueprint.make({
  name: 'graph-events',
  params: {
    path: 'events',
    title: 'Events',
    filter: isGraph,
    loader: async () => {
      const { GraphEventsContent } = await import('../graphs/entity');
      return <GraphEventsContent />;
    },
  },
});

const yamlContent = EntityContentBlueprint.make({
  name: 'graph-yaml',
  params: {
    path: 'yaml',
    title: 'YAML',
    filter: isGraph,
    loader: async () => {
      const { GraphYamlContent } = await import('../graphs/entity');
      return <GraphYamlContent />;
    },
  },
});

const historyContent = EntityContentBlueprint.make({
  name: 'graph-history',
  params: {
    path: 'history',
    title: 'History',
    filter: isGraph,
    loader: async () => {
      const { GraphHistoryContent } = await import('../graphs/entity');
      return <GraphHistoryContent />;
    },
  },
});

/** Cards and tabs on the entities of graphs. */
export const graphExtensions = [
  stateCard,
  endpointsCard,
  graphContent,
  useItContent,
  accessContent,
  metricsContent,
  logsContent,
  eventsContent,
  yamlContent,
  historyContent,
];
