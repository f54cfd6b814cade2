import {
  capitalized,
  ConfigurationLine,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A setting with its value, of several lines where it is a list. */
export interface ConfigurationRow {
  /** Absent: the predictor. */
  readonly component?: ConfigurationLine['component'];
  /** Section and name for people. */
  readonly section: string;
  readonly setting: string;
  readonly lines: readonly string[];
  readonly origin: ConfigurationLine['origin'];
}

const ARGUMENTS = 'Arguments';

/** Words for names that people did not choose themselves. */
const settingWords: Record<string, string> = {
  image: 'Image',
  command: 'Command',
  'requests.cpu': 'CPU request',
  'requests.memory': 'Memory request',
  'limits.cpu': 'CPU limit',
  'limits.memory': 'Memory limit',
  readinessProbe: 'Readiness probe',
  livenessProbe: 'Liveness probe',
  startupProbe: 'Startup probe',
  batcher: 'Predictions in batches of',
  connection: 'Connection',
  connectionType: 'Type of connection',
  modelLocation: 'Model',
  hardwareProfile: 'Hardware profile',
  nodeSelector: 'Node labels',
  tolerations: 'Tolerated taints',
  logger: 'Payloads that are logged',
  scaledBy: 'Scaled by',
  class: 'Autoscaler',
  containerConcurrency: 'Requests that a replica takes',
  scaleUp: 'Replicas are added',
  scaleDown: 'Replicas are taken away',
  'activation-scale': 'Replicas at least, once one is needed',
  'initial-scale': 'Replicas of a new revision',
  'panic-threshold-percentage':
    'Panic, from this share of the target in percent',
  'panic-window-percentage': 'Panic window, in percent of the window',
  'scale-down-delay': 'Replicas go when they were not needed for',
  'scale-to-zero-pod-retention-period': 'The last replica stays for',
  'target-burst-capacity': 'Burst that is kept free for',
  'target-utilization-percentage':
    'Share of the target that is aimed at, in percent',
  window: 'Window of averages',
};

/** Titles of what lines only name. */
export interface ConfigurationTitles {
  /** Of Open Data Hub's profile. */
  readonly hardwareProfile?: string;
}

/** Arguments are one list, not a setting each: what comes from the same place one after the other stands together. */
export function configurationRows(
  lines: readonly ConfigurationLine[],
  titles: ConfigurationTitles = {},
): readonly ConfigurationRow[] {
  const rows: ConfigurationRow[] = [];
  for (const line of lines) {
    const { component, section, name, value, origin } = line;
    const isArgument = section === 'arguments';
    const last = rows.at(-1);
    const goesOn =
      last?.setting === ARGUMENTS &&
      last.origin === origin &&
      last.component === component;
    if (isArgument && goesOn) {
      rows[rows.length - 1] = { ...last, lines: [...last.lines, value] };
    } else {
      rows.push({
        ...(component && { component }),
        section: capitalized(section),
        setting: isArgument ? ARGUMENTS : settingWords[name] ?? name,
        lines: [titled(line, titles)],
        origin,
      });
    }
  }
  return rows;
}

/** `Large: large (in opendatahub)`; a title that is the name says nothing more. */
function titled(
  { section, name, value }: ConfigurationLine,
  { hardwareProfile: title }: ConfigurationTitles,
): string {
  // A variable may be called the same
  const isProfile = section === 'hardware' && name === 'hardwareProfile';
  return isProfile && title && title !== value.split(' ')[0]
    ? `${title}: ${value}`
    : value;
}
