import { ConfigurationLine } from '@greenroom/backstage-plugin-model-serving-common';
import { configurationRows } from './configurationRows';

const line = (
  section: string,
  name: string,
  value: string,
  origin: ConfigurationLine['origin'] = 'runtime',
): ConfigurationLine => ({ section, name, value, origin });

it('shows the arguments of one origin as one list, in their order', () => {
  expect(
    configurationRows([
      line('command', 'command', 'serve'),
      line('arguments', '1', '--port=1'),
      line('arguments', '2', '--port=1'),
      line('arguments', '3', '--threads=2', 'deployment'),
      line('environment', 'LOG', 'debug', 'deployment'),
      line('probes', 'readinessProbe', 'GET /'),
    ]),
  ).toEqual([
    {
      section: 'Command',
      setting: 'Command',
      lines: ['serve'],
      origin: 'runtime',
    },
    {
      section: 'Arguments',
      setting: 'Arguments',
      lines: ['--port=1', '--port=1'],
      origin: 'runtime',
    },
    {
      section: 'Arguments',
      setting: 'Arguments',
      lines: ['--threads=2'],
      origin: 'deployment',
    },
    {
      section: 'Environment',
      setting: 'LOG',
      lines: ['debug'],
      origin: 'deployment',
    },
    {
      section: 'Probes',
      setting: 'Readiness probe',
      lines: ['GET /'],
      origin: 'runtime',
    },
  ]);
});

it('keeps the arguments of components apart, though they come from the same place', () => {
  const lines: ConfigurationLine[] = [
    line('arguments', '1', '--http_port', 'platform'),
    {
      ...line('arguments', '1', '--model_name', 'platform'),
      component: 'transformer',
    },
  ];
  expect(
    configurationRows(lines).map(row => [row.component, row.lines]),
  ).toEqual([
    [undefined, ['--http_port']],
    ['transformer', ['--model_name']],
  ]);
});

it.each([
  ['connection', 'Connection'],
  ['connectionType', 'Type of connection'],
  ['modelLocation', 'Model'],
  ['hardwareProfile', 'Hardware profile'],
  ['nodeSelector', 'Node labels'],
  ['tolerations', 'Tolerated taints'],
  ['LOG_LEVEL', 'LOG_LEVEL'],
])('calls %s %s', (name, setting) => {
  expect(configurationRows([line('hardware', name, 'x')])).toEqual([
    { section: 'Hardware', setting, lines: ['x'], origin: 'runtime' },
  ]);
});

it.each`
  section          | title        | value
  ${'hardware'}    | ${'One GPU'} | ${'One GPU: gpu (in opendatahub)'}
  ${'hardware'}    | ${'gpu'}     | ${'gpu (in opendatahub)'}
  ${'hardware'}    | ${undefined} | ${'gpu (in opendatahub)'}
  ${'environment'} | ${'One GPU'} | ${'gpu (in opendatahub)'}
`(
  'shows the hardware profile with its title $title in $section as $value',
  ({ section, title, value }) => {
    const told = line(section, 'hardwareProfile', 'gpu (in opendatahub)');
    const [row] = configurationRows([told], { hardwareProfile: title });
    expect(row.lines).toEqual([value]);
  },
);
