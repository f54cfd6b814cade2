import { createRouteRef } from '@backstage/core-plugin-api';

/** Where the old entity page mounts our tab. */
export const entityContentRouteRef = createRouteRef({
  id: 'model-serving.entity-content',
});

/** Where the old entity page mounts the tab of graphs. */
export const graphContentRouteRef = createRouteRef({
  id: 'model-serving.graph-content',
});
