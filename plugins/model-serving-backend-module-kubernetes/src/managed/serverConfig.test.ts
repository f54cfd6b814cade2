import { readServerConfig } from './serverConfig';

const bare = { knative: false };

describe('readServerConfig', () => {
  it("has KServe's defaults without a ConfigMap", () => {
    expect(readServerConfig(undefined, bare)).toEqual({
      settings: {
        profile: 'kserve',
        defaultDeploymentMode: 'Standard',
        defaultResources: {
          limits: { cpu: '1', memory: '2Gi' },
          requests: { cpu: '1', memory: '2Gi' },
        },
        ingress: {
          domain: 'example.com',
          domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
          urlScheme: 'http',
        },
        localModelCaches: false,
        autoMountServiceAccountToken: true,
        lacks: ['standardMultiNode', 'knative'],
      },
      externalRoutes: true,
      s3Keys: { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' },
      defects: [],
    });
  });

  it('takes what the ConfigMap says', () => {
    const { settings, externalRoutes, s3Keys } = readServerConfig(
      {
        deploy: '{"defaultDeploymentMode": "RawDeployment"}',
        inferenceService:
          '{"resource": {"cpuLimit": "2", "memoryRequest": "4Gi"}}',
        ingress:
          '{"ingressDomain": "models.example", "domainTemplate": "{{ .Name }}.{{ .IngressDomain }}", "urlScheme": "https", "disableIngressCreation": true}',
        explainers: '{"art": {"defaultImageVersion": "v0.20"}}',
        multiNode: '{"customGPUResourceTypeList": ["example.com/gpu"]}',
        localModel: '{"enabled": true}',
        security: '{"autoMountServiceAccountToken": false}',
        credentials:
          '{"s3": {"s3AccessKeyIDName": "id", "s3SecretAccessKeyName": "key"}}',
      },
      { knative: true },
    );
    expect(settings).toEqual({
      profile: 'kserve',
      defaultDeploymentMode: 'Standard',
      defaultResources: {
        limits: { cpu: '2', memory: '2Gi' },
        requests: { cpu: '1', memory: '4Gi' },
      },
      ingress: {
        domain: 'models.example',
        domainTemplate: '{{ .Name }}.{{ .IngressDomain }}',
        urlScheme: 'https',
      },
      artVersion: 'v0.20',
      customGpuTypes: ['example.com/gpu'],
      localModelCaches: true,
      autoMountServiceAccountToken: false,
      lacks: ['standardMultiNode'],
    });
    expect(externalRoutes).toBe(false);
    expect(s3Keys).toEqual({ id: 'id', secret: 'key' });
  });

  it.each`
    said               | knative  | mode
    ${'Serverless'}    | ${false} | ${'Knative'}
    ${'Knative'}       | ${true}  | ${'Knative'}
    ${'Standard'}      | ${true}  | ${'Standard'}
    ${'ModelMesh'}     | ${false} | ${'ModelMesh'}
    ${'Anything else'} | ${true}  | ${'Knative'}
    ${'Anything else'} | ${false} | ${'Standard'}
  `('knows the mode $said by $mode', ({ said, knative, mode }) => {
    const deploy = JSON.stringify({ defaultDeploymentMode: said });
    const { settings } = readServerConfig({ deploy }, { knative });
    expect(settings.defaultDeploymentMode).toBe(mode);
  });

  it('goes on without what it cannot read, and says so', () => {
    const { settings, defects } = readServerConfig({ ingress: '{' }, bare);
    expect(settings.ingress.domain).toBe('example.com');
    expect(defects).toEqual(['ingress is no valid JSON']);
  });
});
