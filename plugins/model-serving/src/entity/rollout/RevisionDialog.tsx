import { ReactNode } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import {
  RevisionDetail,
  UNKNOWN,
  UnknownOfRevision,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Actor, ChangeTable, TimeAgo } from '../../components';
import styles from '../../components/components.module.css';

/** Everything about one revision: who made it and why, what it runs, and what it differs in from the one before. */
export function RevisionDialog(props: {
  revision: RevisionDetail;
  onClose: () => void;
}) {
  const { revision, onClose } = props;
  const { because, diff } = revision;
  const reasonOf = (wanted: UnknownOfRevision['field']) =>
    revision.unknown?.find(({ field }) => field === wanted)?.because;
  return (
    <Dialog
      isOpen
      width="min(60rem, 92vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>{revision.name}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <dl className={styles.facts}>
            <Fact label="Made">
              <TimeAgo iso={because.write?.at ?? revision.createdAt} />
              {because.kind !== 'cluster' && !revision.isChangedInPlace && (
                <>
                  {' '}
                  by <Actor actor={because.write?.actor} />
                </>
              )}
            </Fact>
            <Fact label="Why">{because.sentence}</Fact>
            <Fact label="Model">
              {revision.modelUri ?? reasonOf('modelUri') ?? UNKNOWN}
            </Fact>
            <Fact label="Runtime">
              {revision.runtime ?? reasonOf('runtime') ?? UNKNOWN}
            </Fact>
            <Fact label="Image">
              {revision.image ?? reasonOf('image') ?? UNKNOWN}
            </Fact>
            <Fact label="Command">
              {revision.command?.join(' ') ?? UNKNOWN}
            </Fact>
            {revision.rollbackProblem && (
              <Fact label="No way back">{revision.rollbackProblem}</Fact>
            )}
          </dl>
          <section aria-label="Differences">
            <Text as="h3" variant="title-x-small">
              Against the revision before
            </Text>
            {diff ? (
              <ChangeTable
                label="Differences"
                changes={diff}
                empty="It runs the same."
              />
            ) : (
              <Text color="secondary">
                {reasonOf('diff') ??
                  `It is the oldest one that is kept of the ${revision.component}.`}
              </Text>
            )}
          </section>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </>
  );
}
