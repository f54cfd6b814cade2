import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StorageApi } from '@backstage/frontend-plugin-api';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import {
  FormField,
  Stepper,
  StepperProps,
} from '@backstage/plugin-scaffolder-react/alpha';
import * as formFields from '../fields';
import { FakeModelServingApi } from './FakeModelServingApi';
import { FakeServingResourcesApi } from './FakeServingResourcesApi';
import { renderScreen } from './render';

/** What `createFormField` keeps behind its opaque type, which the scaffolder reads in the same way. */
const extensions = Object.values(formFields).map(
  field => field as FormField & StepperProps['extensions'][number],
);

/** A template with one page of these parameters; resolves to what it would create with. */
export function openTemplate(
  properties: Record<string, object>,
  options: {
    api?: FakeModelServingApi;
    resourcesApi?: FakeServingResourcesApi;
    initialState?: Record<string, never | string | object>;
    secrets?: Record<string, string>;
    storage?: StorageApi;
    /** End of the name of a permission that the user lacks. */
    denied?: string;
    /** Of the page's JSON schema. */
    dependencies?: StepperProps['manifest']['steps'][number]['schema'];
    required?: string[];
  } = {},
) {
  const { api = new FakeModelServingApi(), initialState = {} } = options;
  const { dependencies = {}, required = [] } = options;
  const created: Record<string, unknown>[] = [];
  const { unmount, resourcesApi } = renderScreen(
    <SecretsContextProvider initialSecrets={options.secrets}>
      <Stepper
        manifest={{
          title: 'Deploy a model',
          steps: [
            {
              title: 'Model',
              schema: { type: 'object', properties, dependencies, required },
            },
          ],
        }}
        extensions={extensions}
        initialState={initialState as never}
        onCreate={async values => {
          created.push(values);
        }}
      />
    </SecretsContextProvider>,
    {
      api,
      resourcesApi: options.resourcesApi,
      storage: options.storage,
      denied: options.denied,
    },
  );
  return {
    api,
    resourcesApi,
    unmount,
    review: () =>
      userEvent.click(screen.getByRole('button', { name: 'Review' })),
    create: async () => {
      await userEvent.click(screen.getByRole('button', { name: 'Review' }));
      await userEvent.click(
        await screen.findByRole('button', { name: 'Create' }),
      );
      await waitFor(() => expect(created).toHaveLength(1));
      return created[0];
    },
  };
}

/** Opens a select by its label and picks an option. */
export const choose = async (label: RegExp, option: RegExp) => {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};
