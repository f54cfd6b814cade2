import { useClusters } from '../live';
import { connectionRefOf, SiblingFields } from './formContext';
import { clusterNamed, InputProps, ModelPathInput } from './inputs';

/** The path of a model behind the connection that another field of the form names. */
export function PathBehindConnection(props: {
  input: InputProps<string>;
  siblings: SiblingFields;
  canBrowse: boolean;
}) {
  const { input, siblings, canBrowse } = props;
  const cluster = clusterNamed(useClusters().value, siblings.cluster)?.name;
  return (
    <ModelPathInput
      {...input}
      canBrowse={canBrowse}
      connection={connectionRefOf(siblings, cluster)}
    />
  );
}
