import { screen } from '@testing-library/react';
import { FakeServingResourcesApi } from '../../__testUtils__/FakeServingResourcesApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { UsedByGraphsCard } from './UsedByGraphsCard';

const use = (kind: 'InferenceGraph' | 'TrainedModel', name: string) => ({
  kind,
  ref: { cluster: 'local', namespace: 'demo', name },
});

describe('UsedByGraphsCard', () => {
  it('links the graphs that call the deployment, and nothing else', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.usedBy = [
      use('InferenceGraph', 'flow'),
      use('TrainedModel', 'other'),
    ];
    renderScreen(<UsedByGraphsCard />, { entity: irisEntity, resourcesApi });
    expect(await screen.findByRole('link', { name: 'flow' })).toHaveAttribute(
      'href',
      '/catalog/demo/component/flow_graph',
    );
    expect(screen.queryByText('other')).toBeNull();
  });

  it('says that there is none', async () => {
    renderScreen(<UsedByGraphsCard />, { entity: irisEntity });
    expect(await screen.findByText('No graph calls it.')).toBeInTheDocument();
  });
});
