import { irisService, localSettings } from '../__fixtures__';
import { ComponentSpec, Container, InferenceService } from '../resources';
import { Profile } from '../settings';
import { assemblePod } from './assemblePod';

function assemble(
  component: 'transformer' | 'explainer',
  spec: ComponentSpec,
  profile: Profile = 'greenroom',
) {
  const service: InferenceService = irisService(iris => {
    iris.spec[component] = spec;
  });
  return assemblePod({
    service,
    component,
    settings: { ...localSettings, profile },
  });
}

function containerOf(
  component: 'transformer' | 'explainer',
  container: Container,
  change: ComponentSpec = {},
  profile?: Profile,
): Container {
  const result = assemble(
    component,
    { containers: [container], ...change },
    profile,
  );
  if (!result.ok) throw new Error(result.failure.message);
  return result.pod.spec.containers?.[0] ?? {};
}

const NATIVE = [
  '--model_name',
  'iris',
  '--predictor_host',
  '$(GATEWAY_HOST)/components/demo/iris/predictor/$(COMPONENT_KEY)',
  '--http_port',
  '$(PORT)',
];

describe.each(['transformer', 'explainer'] as const)('a %s', component => {
  it.each<[string, Container, ComponentSpec, string[]]>([
    ['is told model, predictor and port', {}, {}, NATIVE],
    [
      'keeps its own arguments before them',
      { args: ['--verbose'] },
      {},
      ['--verbose', ...NATIVE],
    ],
    [
      'is not told what its user says',
      { args: ['--model_name=mine', '--http_port', '9000'] },
      {},
      [
        '--model_name=mine',
        '--http_port',
        '9000',
        '--predictor_host',
        NATIVE[3],
      ],
    ],
    [
      'is told how many requests it has at once, where that is limited',
      {},
      { containerConcurrency: 4 },
      [...NATIVE, '--workers', '4'],
    ],
  ])('%s', (_situation, container, change, args) => {
    expect(containerOf(component, container, change).args).toEqual(args);
  });

  it('reaches the predictor by its service where KServe runs it', () => {
    expect(containerOf(component, {}, {}, 'kserve').args).toEqual([
      '--model_name',
      'iris',
      '--predictor_host',
      'iris-predictor.demo',
      '--http_port',
      '8080',
    ]);
  });

  it('is labelled as what it is, and knows its service', () => {
    const result = assemble(component, {
      containers: [{ name: 'mine' }, { name: 'side' }],
      labels: { team: 'a' },
      annotations: { note: 'b' },
      minReplicas: 2,
    });
    expect(result).toMatchObject({
      ok: true,
      modelName: 'iris',
      protocol: 'v1',
      pod: {
        labels: {
          team: 'a',
          app: `isvc.iris-${component}`,
          component,
          'serving.kserve.io/inferenceservice': 'iris',
        },
        annotations: { note: 'b' },
        spec: {
          containers: [
            {
              name: 'kserve-container',
              env: [{ name: 'INFERENCE_SERVICE_NAME', value: 'iris' }],
            },
            { name: 'side' },
          ],
        },
      },
    });
    expect(result.ok && result.pod.spec.minReplicas).toBeUndefined();
  });

  it('says by a variable that it speaks V2', () => {
    const env = [{ name: 'PROTOCOL', value: 'v2' }];
    const result = assemble(component, { containers: [{ env }] });
    expect(result).toMatchObject({ protocol: 'v2' });
  });

  it('needs a container', () => {
    expect(assemble(component, {})).toMatchObject({
      ok: false,
      failure: { message: `the ${component} has no container` },
    });
  });

  it('shows what the platform adds to its configuration', () => {
    const result = assemble(component, {
      containers: [{ command: ['mine'], args: ['--verbose'] }],
    });
    const lines = result.ok
      ? result.configuration.filter(({ section }) => section === 'arguments')
      : [];
    expect(lines.map(({ value, origin }) => [value, origin])).toEqual([
      ['--verbose', 'deployment'],
      ...NATIVE.map(value => [value, 'platform']),
    ]);
  });
});

it('has no server for an ART explainer', () => {
  expect(assemble('explainer', { art: { type: 'SquareAttack' } })).toEqual({
    ok: false,
    failure: {
      reason: 'InvalidExplainerSpec',
      message: expect.stringContaining('spec.explainer.containers'),
    },
  });
});
