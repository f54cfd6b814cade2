import { createRouteRef } from '@backstage/core-plugin-api';

/** Where the old entity page mounts our tab. */
export const entityContentRouteRef = createRouteRef({
  id: 'model-serving.entity-content',
});
