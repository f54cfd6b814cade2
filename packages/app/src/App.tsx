import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { navModule } from './modules/nav';
import { tabsModule } from './modules/tabs';

export default createApp({
  features: [catalogPlugin, navModule, tabsModule],
});
