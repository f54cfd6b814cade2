import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { stringify } from 'yaml';
import { KubernetesObject } from '@greenroom/backstage-plugin-model-serving-common';
import { CodeBlock, download } from '../components';

/** A resource as YAML: to read, copy and take along. */
export function YamlViewDialog(props: {
  title: string;
  resource: KubernetesObject;
  onClose: () => void;
}) {
  const { title, resource, onClose } = props;
  const [text] = useState(() => stringify(resource, { lineWidth: 0 }));
  return (
    <Dialog
      isOpen
      width="min(60rem, 92vw)"
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <CodeBlock label={`${title} as YAML`} text={text} />
      </DialogBody>
      <DialogFooter>
        <Button
          variant="secondary"
          onPress={() => download(`${resource.metadata.name}.yaml`, text)}
        >
          Download
        </Button>
        <Button variant="primary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
