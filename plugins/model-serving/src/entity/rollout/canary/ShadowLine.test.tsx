import { render, screen } from '@testing-library/react';
import {
  annotations,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ShadowLine } from './ShadowLine';

const service = (shadow?: string): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    annotations: shadow ? { [annotations.shadow]: shadow } : {},
  },
  spec: {
    predictor: {
      canaryTrafficPercent: shadow?.startsWith('latest') ? 0 : undefined,
    },
    canary: [{ predictor: { name: 'forest' }, trafficPercent: 0 }],
  },
});

describe('ShadowLine', () => {
  it.each([
    [
      'forest=10',
      /^Shadow traffic: while it is ready, forest gets copies of 10 % of the requests/,
    ],
    ['latest=5', /the canary gets copies of 5 % of the requests/],
  ])('says of %s who gets copies', (annotation, text) => {
    render(<ShadowLine deployment={{ resource: service(annotation) }} />);
    expect(screen.getByRole('paragraph')).toHaveTextContent(text);
  });

  it.each([undefined, 'gone=10', 'forest'])(
    'says nothing where nobody does: %s',
    annotation => {
      const { container } = render(
        <ShadowLine deployment={{ resource: service(annotation) }} />,
      );
      expect(container).toBeEmptyDOMElement();
    },
  );
});
