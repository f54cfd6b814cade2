import { useEffect } from 'react';
import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { keepCurrentInView } from './keepCurrentInView';

function CurrentTabInView() {
  useEffect(() => keepCurrentInView(document.body), []);
  return null;
}

export const tabsModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootElementBlueprint.make({
      name: 'current-tab-in-view',
      params: { element: <CurrentTabInView /> },
    }),
  ],
});
