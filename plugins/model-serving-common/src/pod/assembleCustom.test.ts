import { irisService, localSettings } from '../__fixtures__';
import { Container } from '../resources';
import { assemblePod } from './assemblePod';

describe('a predictor with containers of its own', () => {
  const custom = (containers: Container[]) =>
    assemblePod({
      service: irisService(service => {
        service.spec.predictor = { containers, minReplicas: 1 };
      }),
      component: 'predictor',
      settings: localSettings,
    });

  it('is taken as it is, the serving container first', () => {
    const result = custom([
      { name: 'side', image: 'side:1' },
      {
        name: 'kserve-container',
        image: 'mine:1',
        args: ['--model_name=mine'],
        env: [{ name: 'PROTOCOL', value: 'v2' }],
      },
    ]);
    expect(result).toMatchObject({
      ok: true,
      modelName: 'mine',
      protocol: 'v2',
      pod: {
        spec: {
          containers: [
            { name: 'kserve-container', image: 'mine:1' },
            { name: 'side' },
          ],
        },
      },
    });
  });

  it('speaks v1 unless it says otherwise', () => {
    expect(custom([{ name: 'kserve-container', image: 'a:1' }])).toMatchObject({
      protocol: 'v1',
      modelName: 'iris',
    });
  });

  it('needs a container', () => {
    expect(custom([])).toMatchObject({
      ok: false,
      failure: { reason: 'InvalidPredictorSpec' },
    });
  });
});
