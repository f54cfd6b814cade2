import { useClusters } from '../live';
import { clusterNamed } from './clusterNamed';
import { Routing, routingOf } from './routing';
import { NotOffered, SwitchInput } from './SwitchInput';
import { InputProps } from './types';

const LABEL = 'Reachable from outside the cluster';

const words: Readonly<Record<Routing, { label: string; description: string }>> =
  {
    greenroom: {
      label: 'Reachable through the gateway',
      description: 'Off, only other services of the cluster reach it',
    },
    kserve: {
      label: LABEL,
      description:
        'KServe makes the route. Off, only what runs in the cluster reaches it',
    },
    odh: {
      label: LABEL,
      description:
        'Open Data Hub makes the route, and asks callers for a token. Off, only what runs in the cluster reaches it',
    },
  };

/** Whether a model can be called from outside its cluster, in the words of who makes the route there. */
export function RouteInput(
  props: Omit<InputProps<boolean>, 'label'> & { cluster: string | undefined },
) {
  const { cluster, value = true, ...input } = props;
  const place = clusterNamed(useClusters().value, cluster);
  const routing = routingOf(place);
  const { label, description } = words[routing];
  if (routing !== 'greenroom' && place?.capabilities.externalRoutes === false) {
    return (
      <NotOffered label={LABEL}>
        Not offered here: KServe of this cluster makes no routes to the outside
        (its setting ingress). Only what runs in the cluster reaches the model.
      </NotOffered>
    );
  }
  return (
    <SwitchInput
      {...input}
      label={label}
      description={description}
      value={value}
    />
  );
}
