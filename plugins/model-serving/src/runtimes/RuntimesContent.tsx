import { useMemo, useState } from 'react';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { servingResourcesApiRef } from '../api';
import {
  DataTable,
  EmptyNotice,
  errorReason,
  ListPage,
  useListDialog,
} from '../components';
import { useRuntimes } from '../live';
import { YamlDialog } from '../yaml';
import { moved } from './moved';
import { runtimeColumns } from './runtimeColumns';
import { RuntimeDialogName, RuntimeDialogs } from './RuntimeDialogs';
import { RUNTIME_SKELETON } from './runtimeWords';

type OpenDialog =
  | { readonly name: 'add' }
  | { readonly name: RuntimeDialogName; readonly runtime: RuntimeView };

/** The list of runtimes: what they serve, whether this cluster can start them, who uses them, and what governs them. */
export function RuntimesContent() {
  const live = useRuntimes({});
  const [search, setSearch] = useState('');
  const { dialog, open, close: closeDialog } = useListDialog<OpenDialog>();
  const { move, said } = useMove(live.value?.items ?? [], live.retry);
  const rows = useMemo(
    () => live.value?.items.filter(item => matches(item, search)),
    [live.value, search],
  );
  const columns = useMemo(
    () =>
      runtimeColumns({
        onOpen: (name, runtime, menu) => open({ name, runtime }, menu),
        onMove: move,
      }),
    [move, open],
  );
  const close = () => {
    closeDialog();
    live.retry();
  };
  return (
    <>
      <ListPage
        live={live}
        what="The runtimes"
        search={search}
        onSearch={setSearch}
        actions={
          <Button
            variant="primary"
            iconStart={<RiAddLine />}
            onPress={() => open({ name: 'add' })}
          >
            Add runtime
          </Button>
        }
      >
        <DataTable
          label="Runtimes"
          keepsLastInView
          columns={columns}
          rows={rows}
          getId={({ cluster, namespace, name }) =>
            [cluster, namespace, name].join('/')
          }
          empty={
            search ? (
              <EmptyNotice
                title="No runtime matches"
                description="There are runtimes, but none with this name, project or format."
              />
            ) : (
              <EmptyNotice
                title="No runtimes"
                description="A runtime says how to start a server for some model formats. The platform team adds them; without one nothing can be deployed."
              />
            )
          }
        />
      </ListPage>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {dialog?.name === 'add' && (
        <YamlDialog
          title="Add runtime"
          intro="A ServingRuntime or ClusterServingRuntime of KServe. On this machine it may only start programs that the platform team allows."
          action="Add"
          initialText={RUNTIME_SKELETON}
          onStored={close}
          onClose={close}
        />
      )}
      {dialog && dialog.name !== 'add' && (
        <RuntimeDialogs
          name={dialog.name}
          runtime={dialog.runtime}
          onClose={close}
        />
      )}
    </>
  );
}

/** Moves runtimes up and down among those of their cluster, and says where they are then. */
function useMove(items: readonly RuntimeView[], onMoved: () => void) {
  const api = useApi(servingResourcesApiRef);
  const toasts = useApi(toastApiRef);
  const [said, setSaid] = useState('');
  const move = useMemo(
    () => async (runtime: RuntimeView, by: -1 | 1) => {
      const { cluster, title } = runtime;
      const own = items.filter(item => item.cluster === cluster);
      const next = moved(own, runtime, by);
      if (next === own) return;
      try {
        await api.orderRuntimes({
          cluster,
          runtimes: next.map(({ namespace, name }) => ({ namespace, name })),
        });
        setSaid(`${title} is now at place ${next.indexOf(runtime) + 1}`);
        onMoved();
      } catch (error) {
        toasts.post({
          status: 'danger',
          title: `${title} was not moved`,
          description: errorReason(error as Error),
        });
      }
    },
    [api, items, onMoved, toasts],
  );
  return { move, said };
}

function matches(runtime: RuntimeView, search: string): boolean {
  const { title, name, namespace = '', formats } = runtime;
  const wanted = search.trim().toLocaleLowerCase();
  return [title, name, namespace, ...formats.map(format => format.name)].some(
    text => text.toLocaleLowerCase().includes(wanted),
  );
}
