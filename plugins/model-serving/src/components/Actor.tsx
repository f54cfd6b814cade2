import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { UNKNOWN } from '@greenroom/backstage-plugin-model-serving-common';

/** A person or component as a link; what is no entity reference, such as `system`, as it is. */
export function Actor(props: { actor: string | undefined }) {
  const { actor } = props;
  if (!actor) {
    return <>{UNKNOWN}</>;
  }
  return /^(user|group|component):[^/]+\/.+$/.test(actor) ? (
    <EntityRefLink entityRef={actor} />
  ) : (
    <>{actor}</>
  );
}
