import { useMemo, useState } from 'react';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, Select } from '@backstage/ui';
import { RiDownloadLine, RiUploadLine } from '@remixicon/react';
import {
  isServingKind,
  ResourceView,
  servingKinds,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { servingResourcesApiRef } from '../api';
import {
  DataTable,
  download,
  EmptyNotice,
  errorReason,
  ListPage,
  PageButtons,
  useDelayed,
  useListDialog,
  useListPages,
} from '../components';
import { useResources } from '../live';
import { YamlDialog, yamlToEdit, YamlViewDialog } from '../yaml';
import { DeleteResourceDialog } from './DeleteResourceDialog';
import { ResourceDialogName, resourceColumns } from './resourceColumns';

const ALL = 'all';
const kinds = Object.keys(servingKinds).filter(isServingKind).sort();

type OpenDialog =
  | { readonly name: 'import' }
  | { readonly name: ResourceDialogName; readonly resource: ResourceView };

/** Everything of KServe's that is stored, as YAML: to look at, import, export, edit and delete. */
export function ResourcesContent() {
  const [kind, setKind] = useState<ServingKind>();
  const [typed, setTyped] = useState('');
  const search = useDelayed(typed);
  const pages = useListPages();
  const live = useResources({
    ...(kind ? { kinds: [kind] } : {}),
    ...(search ? { search } : {}),
    ...(pages.cursor ? { cursor: pages.cursor } : {}),
  });
  const exportAll = useExport(kind);
  const { dialog, open, close: closeDialog } = useListDialog<OpenDialog>();
  const columns = useMemo(
    () =>
      resourceColumns((name, resource, menu) => open({ name, resource }, menu)),
    [open],
  );
  const close = () => {
    closeDialog();
    live.retry();
  };
  return (
    <>
      <ListPage
        live={live}
        what="The resources"
        search={typed}
        onSearch={text => {
          setTyped(text);
          pages.reset();
        }}
        filters={
          <Select
            label="Kind"
            size="small"
            value={kind ?? ALL}
            options={[
              { id: ALL, label: 'All kinds' },
              ...kinds.map(name => ({ id: name, label: name })),
            ]}
            onChange={chosen => {
              setKind(isServingKind(chosen) ? chosen : undefined);
              pages.reset();
            }}
          />
        }
        actions={
          <>
            <Button
              variant="secondary"
              iconStart={<RiDownloadLine />}
              onPress={exportAll}
            >
              Export YAML
            </Button>
            <Button
              variant="primary"
              iconStart={<RiUploadLine />}
              onPress={() => open({ name: 'import' })}
            >
              Import YAML
            </Button>
          </>
        }
      >
        <DataTable
          label="Resources"
          keepsLastInView
          columns={columns}
          rows={live.value?.items}
          getId={({ uid }) => uid}
          empty={
            kind || search ? (
              <EmptyNotice
                title="No resource matches"
                description="Nothing of this kind and name is stored, or you may not see it."
              />
            ) : (
              <EmptyNotice
                title="No resources yet"
                description="Deployments, runtimes, graphs and caches are KServe's resources. Choose “Import YAML” to bring what you already have; several documents at once are stored together or not at all."
              />
            )
          }
        />
        <PageButtons
          pages={pages}
          nextCursor={live.value?.pageInfo.nextCursor}
        />
      </ListPage>
      {dialog && <OpenedDialog dialog={dialog} onClose={close} />}
    </>
  );
}

function OpenedDialog(props: { dialog: OpenDialog; onClose: () => void }) {
  const { dialog, onClose } = props;
  if (dialog.name === 'import') {
    return (
      <YamlDialog
        title="Import YAML"
        intro="One or more documents as kubectl takes them: deployments, runtimes, graphs, caches. They are checked first; then all of them are stored, or none."
        action="Import"
        onStored={onClose}
        onClose={onClose}
      />
    );
  }
  const { name, resource } = dialog;
  const title = `${resource.kind} ${resource.title}`;
  switch (name) {
    case 'view':
      return (
        <YamlViewDialog
          title={title}
          resource={resource.resource}
          onClose={onClose}
        />
      );
    case 'edit':
      return (
        <YamlDialog
          title={`Edit ${title}`}
          intro="Fields that nobody knows are left out with a warning. If somebody else changed it meanwhile, nothing is stored."
          action="Save"
          cluster={resource.ref.cluster}
          isEdit
          initialText={yamlToEdit(resource.resource)}
          onStored={onClose}
          onClose={onClose}
        />
      );
    default:
      return <DeleteResourceDialog resource={resource} onClose={onClose} />;
  }
}

/** Saves all that the user may see, of one kind or of all, as one file. */
function useExport(kind: ServingKind | undefined): () => Promise<void> {
  const api = useApi(servingResourcesApiRef);
  const toasts = useApi(toastApiRef);
  return async () => {
    try {
      const text = await api.exportYaml(kind ? { kinds: [kind] } : {});
      download(`${kind ?? 'resources'}.yaml`, text);
    } catch (error) {
      toasts.post({
        status: 'danger',
        title: 'Nothing was exported',
        description: errorReason(error as Error),
      });
    }
  };
}
