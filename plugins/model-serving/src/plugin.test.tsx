import { screen } from '@testing-library/react';
import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import fieldsModule from './alpha';
import { modelServingApiRef } from './api';
import { FakeModelServingApi } from './__testUtils__/FakeModelServingApi';
import modelServingPlugin, { isModelServingAvailable } from './index';
import { irisEntity } from './__testUtils__/render';

const fakeApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: modelServingApiRef,
      deps: {},
      factory: () => new FakeModelServingApi(),
    }),
});

const tabs = [
  'status',
  'use-it',
  'metrics',
  'logs',
  'events',
  'configuration',
  'history',
];

describe('the plugin in the new frontend system', () => {
  it('opens its list at /model-serving', async () => {
    renderTestApp({
      features: [modelServingPlugin.withOverrides({ extensions: [fakeApi] })],
      initialRouteEntries: ['/model-serving'],
    });
    expect(
      await screen.findByRole('grid', { name: 'Deployments' }),
    ).toBeInTheDocument();
    for (const title of ['Deployments', 'Connections', 'Runtimes']) {
      expect(screen.getByRole('tab', { name: title })).toBeInTheDocument();
    }
  });

  it.each(tabs)('has the tab %s on entities of deployments', name => {
    const content = modelServingPlugin.getExtension(
      `entity-content:model-serving/${name as 'status'}`,
    );
    expect(content).toBeDefined();
    expect(createExtensionTester(content)).toBeDefined();
  });

  it('looks for the annotation that the provider writes', () => {
    expect(annotations.name).toBe('greenroom/name');
    expect(isModelServingAvailable(irisEntity)).toBe(true);
    expect(
      isModelServingAvailable({ ...irisEntity, spec: { type: 'service' } }),
    ).toBe(false);
    expect(
      isModelServingAvailable({ ...irisEntity, metadata: { name: 'iris' } }),
    ).toBe(false);
  });
});

it('brings its fields as a module of the scaffolder', () => {
  expect(fieldsModule).toMatchObject({ pluginId: 'scaffolder' });
});
