import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import { RiArrowUpLine, RiFile3Line, RiFolderLine } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  BrowsePage,
  formatBytes,
  ResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { EmptyNotice, LiveView } from '../components';
import { useLive } from '../live';
import styles from './browse.module.css';

/** Walks through what lies behind a connection: the folders of a bucket, the images of a registry. */
export function BrowseDialog(props: {
  connection: ResourceRef;
  /** Folder to begin with: empty or with a slash at its end. */
  start: string;
  /** Picks a folder or file. Absent: only to look. */
  onPick?: (path: string) => void;
  onClose: () => void;
}) {
  const { connection, start, onPick, onClose } = props;
  const [place, setPlace] = useState<{ prefix: string; cursor?: string }>({
    prefix: start,
  });
  const api = useApi(modelServingApiRef);
  const live = useLive(
    JSON.stringify([stringifyResourceRef(connection), place]),
    signal => api.browseConnection(connection, place, { signal }),
    { poll: false, signals: false },
  );
  const { prefix } = place;
  return (
    <Dialog
      isOpen
      width="min(36rem, 92vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>Browse {connection.name}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Flex gap="2" align="center">
            <Button
              size="small"
              variant="secondary"
              iconStart={<RiArrowUpLine />}
              isDisabled={prefix === ''}
              onPress={() => setPlace({ prefix: parentOf(prefix) })}
            >
              Up
            </Button>
            <Text role="status">In /{prefix}</Text>
          </Flex>
          <LiveView live={live} what="the folder">
            {page => (
              <Entries
                page={page}
                onOpen={folder => setPlace({ prefix: folder })}
                onPick={onPick}
                onMore={cursor => setPlace({ prefix, cursor })}
              />
            )}
          </LiveView>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          {onPick ? 'Cancel' : 'Close'}
        </Button>
        {onPick && (
          <Button
            variant="primary"
            isDisabled={prefix === ''}
            onPress={() => onPick(prefix.replace(/\/$/, ''))}
          >
            Choose this folder
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function Entries(props: {
  page: BrowsePage;
  onOpen: (prefix: string) => void;
  onPick?: (path: string) => void;
  onMore: (cursor: string) => void;
}) {
  const { page, onOpen, onPick, onMore } = props;
  const { prefix, folders, files, nextCursor } = page;
  if (folders.length === 0 && files.length === 0) {
    return (
      <EmptyNotice
        title="Nothing lies here"
        description="This place is empty."
      />
    );
  }
  return (
    <ul className={styles.entries} aria-label={`Content of /${prefix}`}>
      {folders.map(folder => (
        <li key={folder}>
          <Button
            variant="tertiary"
            iconStart={<RiFolderLine />}
            onPress={() => onOpen(folder)}
          >
            {nameIn(folder, prefix)}
          </Button>
        </li>
      ))}
      {files.map(({ key, size }) => (
        <li key={key}>
          <Button
            variant="tertiary"
            iconStart={<RiFile3Line />}
            isDisabled={!onPick}
            onPress={() => onPick?.(key)}
          >
            {nameIn(key, prefix)}
          </Button>
          {size !== undefined && (
            <Text color="secondary">{formatBytes(size)}</Text>
          )}
        </li>
      ))}
      {nextCursor && (
        <li>
          <Button variant="secondary" onPress={() => onMore(nextCursor)}>
            Next entries
          </Button>
        </li>
      )}
    </ul>
  );
}

/** Last part of a full key; folders have a slash at their end. */
function nameIn(key: string, prefix: string): string {
  const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  return name.replace(/\/$/, '');
}

function parentOf(prefix: string): string {
  return prefix.slice(0, prefix.replace(/\/$/, '').lastIndexOf('/') + 1);
}
