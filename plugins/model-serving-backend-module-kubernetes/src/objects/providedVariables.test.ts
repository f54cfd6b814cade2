import type { Container } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import {
  componentKeySecret,
  needsComponentKey,
  withProvidedVariables,
} from './providedVariables';

const gatewayHost = 'greenroom-gateway.greenroom.svc';

function revisionOf(container: Container): RevisionSpec {
  return {
    key: 'demo/iris-transformer-00001',
    name: 'iris-transformer-00001',
    service: { cluster: 'kube', namespace: 'demo', name: 'iris' },
    serviceUid: 'uid-1',
    component: 'transformer',
    modelName: 'iris',
    protocol: 'v2',
    pod: { labels: {}, annotations: {}, spec: { containers: [container] } },
  };
}

const provide = (container: Container) =>
  withProvidedVariables(container, {
    gatewayHost,
    revision: revisionOf(container),
  }).env;

describe('withProvidedVariables', () => {
  it('gives what is mentioned, before the variables that may refer to it', () => {
    const env = [{ name: 'URL', value: 'http://$(GATEWAY_HOST)/x' }];
    expect(
      provide({
        name: 'transformer-container',
        args: ['--predictor_host', '$(GATEWAY_HOST)/a/$(COMPONENT_KEY)'],
        command: ['serve', '--http_port=$(PORT)'],
        ports: [{ containerPort: 9000 }],
        env,
      }),
    ).toEqual([
      { name: 'PORT', value: '9000' },
      { name: 'GATEWAY_HOST', value: gatewayHost },
      {
        name: 'COMPONENT_KEY',
        valueFrom: {
          secretKeyRef: {
            name: 'iris-transformer-00001-component',
            key: 'COMPONENT_KEY',
          },
        },
      },
      ...env,
    ]);
  });

  it.each`
    situation              | container
    ${'nothing mentioned'} | ${{ name: 'a', args: ['--port=8080'] }}
    ${'written out'}       | ${{ name: 'a', args: ['$$(PORT)'] }}
    ${'another variable'}  | ${{ name: 'a', args: ['$(PORTAL)'] }}
  `('leaves a container as it is: $situation', ({ container }) => {
    expect(provide(container)).toBeUndefined();
  });

  it('overrides nothing that the container says itself', () => {
    const env = [{ name: 'PORT', value: '7000' }];
    expect(provide({ name: 'a', args: ['$(PORT)'], env })).toEqual(env);
  });
});

describe('the key of components', () => {
  it('is needed where a container mentions it', () => {
    expect(needsComponentKey(revisionOf({ name: 'a' }))).toBe(false);
    expect(
      needsComponentKey(revisionOf({ name: 'a', args: ['$(COMPONENT_KEY)'] })),
    ).toBe(true);
  });

  it('is in a Secret of the revision', () => {
    const secret = componentKeySecret(revisionOf({ name: 'a' }), 'hush');
    expect(secret).toMatchObject({
      metadata: { name: 'iris-transformer-00001-component', namespace: 'demo' },
      stringData: { COMPONENT_KEY: 'hush' },
    });
    expect(secret.metadata?.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'greenroom',
    });
  });
});
