import type { V1Deployment } from '@kubernetes/client-node';
import { SERVICE_UID_LABEL } from '../objects';
import type { RevisionBook } from './RevisionBook';

/** Whether no other revision of a Deployment's component is there, so that what they share goes with it. */
export function isLastOfItsComponent(
  book: Pick<RevisionBook, 'facts' | 'deployment'>,
  key: string,
  { metadata }: V1Deployment,
): boolean {
  const { app, [SERVICE_UID_LABEL]: uid } = metadata?.labels ?? {};
  return !book.facts().some(facts => {
    const other = book.deployment(facts.key)?.metadata;
    return (
      facts.key !== key &&
      other?.namespace === metadata?.namespace &&
      other?.labels?.app === app &&
      other?.labels?.[SERVICE_UID_LABEL] === uid
    );
  });
}
