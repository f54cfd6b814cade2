import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { YamlDialog, yamlToEdit, YamlViewDialog } from '../yaml';
import { DeleteRuntimeDialog } from './DeleteRuntimeDialog';
import { DuplicateRuntimeDialog } from './DuplicateRuntimeDialog';
import { RuntimeUsersDialog } from './RuntimeUsersDialog';
import { SwitchRuntimeDialog } from './SwitchRuntimeDialog';

/** What can be opened about a runtime. */
export type RuntimeDialogName =
  | 'view'
  | 'edit'
  | 'duplicate'
  | 'switch'
  | 'delete'
  | 'users';

/** The dialog that is open about a runtime. */
export function RuntimeDialogs(props: {
  name: RuntimeDialogName;
  runtime: RuntimeView;
  onClose: () => void;
}) {
  const { name, runtime, onClose } = props;
  switch (name) {
    case 'view':
      return (
        <YamlViewDialog
          title={runtime.title}
          resource={runtime.resource}
          onClose={onClose}
        />
      );
    case 'edit':
      return (
        <YamlDialog
          title={`Edit ${runtime.title}`}
          intro="What runs on it is replaced by new revisions, one after the other and without losing a request; a deployment that asks not to be updated keeps what it has."
          action="Save"
          cluster={runtime.cluster}
          isEdit
          initialText={yamlToEdit({
            ...runtime.resource,
            metadata: {
              ...runtime.resource.metadata,
              resourceVersion: runtime.resourceVersion,
            },
          })}
          onStored={onClose}
          onClose={onClose}
        />
      );
    case 'duplicate':
      return <DuplicateRuntimeDialog runtime={runtime} onClose={onClose} />;
    case 'switch':
      return <SwitchRuntimeDialog runtime={runtime} onClose={onClose} />;
    case 'users':
      return <RuntimeUsersDialog runtime={runtime} onClose={onClose} />;
    default:
      return <DeleteRuntimeDialog runtime={runtime} onClose={onClose} />;
  }
}
