import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@greenroom/backstage-plugin-catalog-backend-module-model-serving'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@greenroom/backstage-plugin-scaffolder-backend-module-model-serving'),
);

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@greenroom/backstage-plugin-model-serving-backend'));
backend.add(
  import('@greenroom/backstage-plugin-model-serving-backend-module-local'),
);
backend.add(
  import('@greenroom/backstage-plugin-model-serving-backend-module-kubernetes'),
);

backend.start();
