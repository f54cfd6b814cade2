import { KubeApiError } from '../../client';
import {
  HardwareProfileReader,
  HardwareProfileReaderOptions,
} from './HardwareProfileReader';

const GROUP = '/apis/infrastructure.opendatahub.io/v1/namespaces';
const type = {
  apiVersion: 'infrastructure.opendatahub.io/v1',
  kind: 'HardwareProfile',
  plural: 'hardwareprofiles',
};
const named = (namespace: string, ...names: string[]) => ({
  items: names.map(name => ({ metadata: { namespace, name } })),
});
const failing = (status: number) =>
  new KubeApiError({ status, reason: 'x', message: 'no' });

/** A reader on a cluster that answers so, by namespace. */
function reader(answers: Record<string, object>, shared = 'opendatahub') {
  const asked: string[] = [];
  const json = async (path: string) => {
    asked.push(path);
    const answer = answers[path.slice(GROUP.length + 1).split('/')[0]];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = { json } as unknown as HardwareProfileReaderOptions['client'];
  return { asked, made: new HardwareProfileReader({ client, type, shared }) };
}

describe('HardwareProfileReader', () => {
  it('lists those of a project by title, then those for all', async () => {
    const { made, asked } = reader({
      demo: named('demo', 'b', 'a'),
      opendatahub: named('opendatahub', 'a'),
    });
    const { items, namespaces, problems } = await made.list('demo');
    expect(items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      'demo/a',
      'demo/b',
      'opendatahub/a',
    ]);
    expect(namespaces).toEqual(['demo', 'opendatahub']);
    expect(problems).toEqual([]);
    expect(asked).toEqual([
      `${GROUP}/demo/hardwareprofiles`,
      `${GROUP}/opendatahub/hardwareprofiles`,
    ]);
  });

  it('asks once where the project has those for all', async () => {
    const { made, asked } = reader({ opendatahub: named('opendatahub', 'a') });
    expect((await made.list('opendatahub')).items).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it.each`
    place            | role
    ${'demo'}        | ${'greenroom-kserve-project'}
    ${'opendatahub'} | ${'greenroom-kserve-hardware-profiles'}
  `('names the right that is missing in $place', async ({ place, role }) => {
    const { made } = reader({
      demo: named('demo', 'a'),
      opendatahub: named('opendatahub', 'a'),
      [place]: failing(403),
    });
    const { items, namespaces, problems } = await made.list('demo');
    expect(items).toHaveLength(1);
    expect(namespaces).not.toContain(place);
    expect(problems).toEqual([
      `the portal may not list hardware profiles in the namespace '${place}': ask who runs the cluster to bind the role '${role}' there`,
    ]);
  });

  it('takes a definition that was just removed for none, and a failure for one', async () => {
    const gone = reader({ demo: failing(404), opendatahub: failing(404) });
    await expect(gone.made.list('demo')).resolves.toEqual({
      items: [],
      namespaces: ['demo', 'opendatahub'],
      problems: [],
    });
    const ill = reader({ demo: named('demo'), opendatahub: failing(500) });
    await expect(ill.made.list('demo')).rejects.toThrow('no');
  });
});
