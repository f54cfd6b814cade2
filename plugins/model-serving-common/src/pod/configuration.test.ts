import { assembled, model } from '../__fixtures__/pod';

describe('configurationOf', () => {
  it('says where each line of the configuration comes from', () => {
    const { configuration } = assembled({
      service: model({
        args: ['--x'],
        env: [
          {
            name: 'KEY',
            valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } },
          },
        ],
        resources: { limits: { cpu: '2' } },
      }),
    });
    expect(
      configuration.map(
        ({ section, name, value, origin }) =>
          `${section} ${name}: ${value} (${origin})`,
      ),
    ).toEqual([
      'image image: greenroom/model-server:1.0 (runtime)',
      'arguments 1: --model_name=iris (runtime)',
      'arguments 2: --http_port=8080 (runtime)',
      'arguments 3: --x (deployment)',
      'environment LOG_LEVEL: info (runtime)',
      'environment KEY: secret keys, key a (deployment)',
      'environment INFERENCE_SERVICE_NAME: iris (platform)',
      'resources requests.cpu: 500m (runtime)',
      'resources requests.memory: 512Mi (runtime)',
      'resources limits.cpu: 2 (deployment)',
      'resources limits.memory: 1Gi (runtime)',
    ]);
  });
});
