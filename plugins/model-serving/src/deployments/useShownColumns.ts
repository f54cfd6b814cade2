import { DeploymentSummary } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn } from '../components';
import { useClusters } from '../live';
import { usePreference } from '../preferences';
import {
  choicesOf,
  ColumnChoices,
  fixedColumns,
  isColumnShown,
} from './columnChoice';

type Column = DataColumn<DeploymentSummary>;

/** The columns that the user wants to see, and how to choose them; kept for the next visit. */
export function useShownColumns(all: readonly Column[]) {
  const choices = usePreference<ColumnChoices>('deployment-columns');
  const clusters = useClusters().value ?? [];
  const projects = clusters.flatMap(({ namespaces }) => namespaces).length;
  const columns = all.filter(({ id }) =>
    isColumnShown(id, choices.value, { projects }),
  );
  return {
    columns,
    offered: all.filter(({ id }) => !fixedColumns.has(id)),
    shown: columns.map(({ id }) => id),
    choose: (shown: ReadonlySet<string>) =>
      choices.set(
        choicesOf(
          all.map(({ id }) => id),
          shown,
        ),
      ),
  };
}
