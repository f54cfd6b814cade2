import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { ModelServingDriversExtensionPoint } from './types';

/** Where driver modules of the `model-serving` plugin register. @public */
export const modelServingDriversExtensionPoint =
  createExtensionPoint<ModelServingDriversExtensionPoint>({
    id: 'model-serving.drivers',
  });
