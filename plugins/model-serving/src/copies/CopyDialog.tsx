import { useState } from 'react';
import { Alert } from '@backstage/ui';
import { DeploymentSummary } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { LiveView } from '../components';
import { useClusters } from '../live';
import { CopyPreviewView } from './CopyPreviewView';
import { CopyTargetInput } from './CopyTargetInput';
import { firstPlace, nameThere, Place } from './places';
import { useCopy } from './useCopy';

/** Asks where a copy of a deployment goes, shows what would be different there and why, and opens the copy. */
export function CopyDialog(props: {
  /** The original. */
  deployment: Pick<DeploymentSummary, 'ref' | 'title' | 'owner'>;
  onClose: () => void;
}) {
  const { deployment, onClose } = props;
  const { ref, title, owner } = deployment;
  const clusters = useClusters();
  const [chosen, setChosen] = useState<Place>();
  const [typed, setTyped] = useState<string>();
  const [connection, setConnection] = useState<string>();
  const place = chosen ?? (clusters.value && firstPlace(ref, clusters.value));
  const name = typed ?? (place ? nameThere(ref, place) : '');
  const copy = useCopy(deployment, place && { ...place, name, connection });
  return (
    <ActionDialog
      title={`Copy ${title} to …`}
      action="Copy"
      isWide
      isDisabled={!copy.isPossible}
      onAction={copy.run}
      onClose={onClose}
    >
      <LiveView live={clusters} what="the clusters">
        {known =>
          place && (
            <CopyTargetInput
              clusters={known}
              value={{ ...place, name, connection }}
              shown={copy.shown}
              owner={owner}
              onPlace={to => {
                setChosen(to);
                // Another place has other connections
                setConnection(undefined);
              }}
              onName={setTyped}
              onConnection={setConnection}
            />
          )
        }
      </LiveView>
      {copy.refusal && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="It was not copied"
          description={copy.refusal}
        />
      )}
      {place?.namespace && name && (
        <LiveView live={copy.preview} what="what would be different">
          {preview => <CopyPreviewView preview={preview} />}
        </LiveView>
      )}
    </ActionDialog>
  );
}
