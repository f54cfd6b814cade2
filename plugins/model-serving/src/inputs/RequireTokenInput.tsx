import { useEffect } from 'react';
import { useClusters } from '../live';
import { clusterNamed } from './clusterNamed';
import { routingOf } from './routing';
import { NotOffered, SwitchInput } from './SwitchInput';
import { InputProps } from './types';

/**
 * Whether callers need a token, where somebody asks for one. Where nobody would, the value is taken away: it would be
 * written, and keep nobody out.
 */
export function RequireTokenInput(
  props: InputProps<boolean> & {
    cluster: string | undefined;
    /** Whether the model can be called from outside its cluster. */
    hasRoute: boolean;
  },
) {
  const { cluster, hasRoute, ...input } = props;
  const { label, value = false, onChange } = input;
  const routing = routingOf(clusterNamed(useClusters().value, cluster));
  const isOffered = routing === 'greenroom' || (routing === 'odh' && !hasRoute);
  // After every render, as defaults are set: the form keeps only the last of several changes within one
  useEffect(() => {
    if (!isOffered && value) onChange(false);
  });
  if (routing === 'kserve') {
    return (
      <NotOffered label={label}>
        Not offered here: KServe of this cluster leads requests to the model by
        itself, without the gateway that checks tokens. Whoever reaches the
        address may call it. Ask who runs the cluster how callers show who they
        are there.
      </NotOffered>
    );
  }
  if (routing === 'odh' && hasRoute) {
    return (
      <NotOffered label={label}>
        Always, with a route from outside: Open Data Hub asks for its own
        tokens. How to make one is on the tab Access.
      </NotOffered>
    );
  }
  return (
    <SwitchInput
      {...input}
      value={value}
      {...(routing === 'odh' && {
        description:
          'On, callers inside the cluster need a token of Open Data Hub, too; how to make one is on the tab Access',
      })}
    />
  );
}
