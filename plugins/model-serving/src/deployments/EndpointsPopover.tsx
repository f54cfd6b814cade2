import { Button, DialogTrigger, Popover, Text } from '@backstage/ui';
import { RiLinksLine } from '@remixicon/react';
import { DeploymentSummary } from '@greenroom/backstage-plugin-model-serving-common';
import { EndpointList } from '../components';

/** The endpoints of a row; or why there is none to call. */
export function EndpointsPopover(props: { deployment: DeploymentSummary }) {
  const { endpoints, state, title } = props.deployment;
  if (state.code === 'stopped' || state.code === 'failed') {
    return <Text color="secondary">Not available</Text>;
  }
  if (endpoints.length === 0) {
    return <Text color="secondary">Pending</Text>;
  }
  return (
    <DialogTrigger>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiLinksLine />}
        aria-label={`Endpoints of ${title}`}
      >
        {endpoints.length}
      </Button>
      <Popover aria-label={`Endpoints of ${title}`}>
        <EndpointList endpoints={endpoints} />
      </Popover>
    </DialogTrigger>
  );
}
