import { useResolvedPath } from 'react-router-dom';
import { ConfigurationContent } from '../entity/configuration';
import { EventsContent } from '../entity/events';
import { HistoryContent } from '../entity/history';
import { LogsContent } from '../entity/logs';
import { MetricsContent } from '../entity/metrics';
import { RolloutContent } from '../entity/rollout';
import { StatusContent } from '../entity/status';
import { AccessContent } from '../entity/access';
import { UseItContent } from '../entity/use';
import {
  GraphAccessContent,
  GraphContent,
  GraphEventsContent,
  GraphHistoryContent,
  GraphLogsContent,
  GraphMetricsContent,
  GraphYamlContent,
} from '../graphs/entity';
import { UseGraphContent } from '../graphs/use';
import { SubPage, SubPages } from './SubPages';

const pages: readonly SubPage[] = [
  { path: 'status', title: 'Status', element: <StatusContent /> },
  { path: 'use-it', title: 'Use it', element: <UseItContent /> },
  { path: 'access', title: 'Access', element: <AccessContent /> },
  { path: 'metrics', title: 'Metrics', element: <MetricsContent /> },
  { path: 'logs', title: 'Logs', element: <LogsContent /> },
  { path: 'events', title: 'Events', element: <EventsContent /> },
  {
    path: 'configuration',
    title: 'Configuration',
    element: <ConfigurationContent />,
  },
  { path: 'rollout', title: 'Rollout', element: <RolloutContent /> },
  { path: 'history', title: 'History', element: <HistoryContent /> },
];

const graphPages: readonly SubPage[] = [
  { path: 'graph', title: 'Graph', element: <GraphContent /> },
  { path: 'use-it', title: 'Use it', element: <UseGraphContent /> },
  { path: 'access', title: 'Access', element: <GraphAccessContent /> },
  { path: 'metrics', title: 'Metrics', element: <GraphMetricsContent /> },
  { path: 'logs', title: 'Logs', element: <GraphLogsContent /> },
  { path: 'events', title: 'Events', element: <GraphEventsContent /> },
  { path: 'yaml', title: 'YAML', element: <GraphYamlContent /> },
  { path: 'history', title: 'History', element: <GraphHistoryContent /> },
];

/** The tabs of a deployment's entity below one tab of the old entity page. */
export function EntityTabs() {
  return <Tabs label="Deployment" pages={pages} />;
}

/** The tabs of a graph's entity below one tab of the old entity page. */
export function GraphEntityTabs() {
  return <Tabs label="Graph" pages={graphPages} />;
}

function Tabs(props: { label: string; pages: readonly SubPage[] }) {
  const { pathname } = useResolvedPath('.');
  return <SubPages {...props} base={pathname.replace(/\/$/, '')} />;
}
