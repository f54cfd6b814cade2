import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

/** Entities that stand for a deployment; the annotation, since a type may be used by others too. */
const isDeployment = {
  kind: 'component',
  'spec.type': 'inference-service',
  'metadata.annotations.greenroom/name': { $exists: true },
};

const stateCard = EntityCardBlueprint.make({
  name: 'state',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { StateCard } = await import('../entity/cards');
      return <StateCard />;
    },
  },
});

const endpointsCard = EntityCardBlueprint.make({
  name: 'endpoints',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { EndpointsCard } = await import('../entity/cards');
      return <EndpointsCard />;
    },
  },
});

const activityCard = EntityCardBlueprint.make({
  name: 'activity',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { ActivityCard } = await import('../entity/cards');
      return <ActivityCard />;
    },
  },
});

const graphsCard = EntityCardBlueprint.make({
  name: 'used-by-graphs',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { UsedByGraphsCard } = await import('../entity/cards');
      return <UsedByGraphsCard />;
    },
  },
});

const statusContent = EntityContentBlueprint.make({
  name: 'status',
  params: {
    path: 'status',
    title: 'Status',
    filter: isDeployment,
    loader: async () => {
      const { StatusContent } = await import('../entity/status');
      return <StatusContent />;
    },
  },
});

const useItContent = EntityContentBlueprint.make({
  name: 'use-it',
  params: {
    path: 'use-it',
    title: 'Use it',
    filter: isDeployment,
    loader: async () => {
      const { UseItContent } = await import('../entity/use');
      return <UseItContent />;
    },
  },
});

const accessContent = EntityContentBlueprint.make({
  name: 'access',
  params: {
    path: 'access',
    title: 'Access',
    filter: isDeployment,
    loader: async () => {
      const { AccessContent } = await import('../entity/access');
      return <AccessContent />;
    },
  },
});

const metricsContent = EntityContentBlueprint.make({
  name: 'metrics',
  params: {
    path: 'metrics',
    title: 'Metrics',
    filter: isDeployment,
    loader: async () => {
      const { MetricsContent } = await import('../entity/metrics');
      return <MetricsContent />;
    },
  },
});

const logsContent = EntityContentBlueprint.make({
  name: 'logs',
  params: {
    path: 'logs',
    title: 'Logs',
    filter: isDeployment,
    loader: async () => {
      const { LogsContent } = await import('../entity/logs');
      return <LogsContent />;
    },
  },
});

const eventsContent = EntityContentBlueprint.make({
  name: 'events',
  params: {
    path: 'events',
    title: 'Events',
    filter: isDeployment,
    loader: async () => {
      const { EventsContent } = await import('../entity/events');
      return <EventsContent />;
    },
  },
});

const configurationContent = EntityContentBlueprint.make({
  name: 'configuration',
  params: {
    path: 'configuration',
    title: 'Configuration',
    filter: isDeployment,
    loader: async () => {
      const { ConfigurationContent } = await import('../entity/configuration');
      return <ConfigurationContent />;
    },
  },
});

const rolloutContent = EntityContentBlueprint.make({
  name: 'rollout',
  params: {
    path: 'rollout',
    title: 'Rollout',
    filter: isDeployment,
    loader: async () => {
      const { RolloutContent } = await import('../entity/rollout');
      return <RolloutContent />;
    },
  },
});

const historyContent = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: 'history',
    title: 'History',
    filter: isDeployment,
    loader: async () => {
      const { HistoryContent } = await import('../entity/history');
      return <HistoryContent />;
    },
  },
});

/** Cards and tabs on the entities of deployments. */
export const entityExtensions = [
  stateCard,
  endpointsCard,
  activityCard,
  graphsCard,
  statusContent,
  useItContent,
  accessContent,
  metricsContent,
  logsContent,
  eventsContent,
  configurationContent,
  rolloutContent,
  historyContent,
];
