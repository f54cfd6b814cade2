import { revision } from './__testUtils__/planWorld';
import { targetsOf } from './planParts';
import { planInnerShadow, planSplit } from './planSplit';
import { Splitting } from './types';

const [serving, next] = [revision(1), revision(2)];
const canary = { revision: next, percent: 20 };
const canaries = [canary];
const tagHosts: Splitting['tagHosts'] = (component, tag) => [
  `${tag}-iris-${component}-demo.localhost`,
];
const sticky = { from: 'cookie', name: 'session' } as const;

describe('planSplit', () => {
  it.each`
    situation                         | traffic                  | splitting
    ${'nothing is asked for'}         | ${{ serving, canaries }} | ${{}}
    ${'nothing serves'}               | ${{}}                    | ${{ tagHosts, sticky }}
    ${'there is nothing to stick to'} | ${{ serving }}           | ${{ sticky }}
  `('is nothing where $situation', ({ traffic, splitting }) => {
    expect(planSplit(traffic, 'predictor', splitting)).toBeUndefined();
  });

  it('calls what serves `latest`, and a canary so instead of it', () => {
    const alone = planSplit({ serving }, 'predictor', { tagHosts });
    expect(alone?.tags).toEqual([
      {
        tag: 'latest',
        hosts: ['latest-iris-predictor-demo.localhost'],
        target: { revision: serving.spec.key },
      },
    ]);
    const split = planSplit({ serving, canaries }, 'predictor', { tagHosts });
    expect(
      split?.tags.map(({ tag, target }) => [tag, target.revision]),
    ).toEqual([
      ['latest', next.spec.key],
      ['prev', serving.spec.key],
    ]);
  });

  it('knows where the server of a revision has OpenAI’s API', () => {
    const { spec } = serving;
    const annotated = {
      ...serving,
      spec: {
        ...spec,
        pod: {
          ...spec.pod,
          annotations: {
            'serving.kserve.io/server-type': 'huggingfaceserver',
          },
        },
      },
    };
    const traffic = { serving: annotated };
    const target = { revision: spec.key, openAiBase: '/openai/v1' };
    expect(targetsOf(traffic)).toEqual([{ ...target, weight: 100 }]);
    expect(
      planSplit(traffic, 'predictor', { tagHosts })?.tags[0].target,
    ).toEqual(target);
  });

  it('calls canaries that the spec names by their names, asked for or not', () => {
    const split = planSplit(
      {
        serving,
        canaries: [
          { ...canary, name: 'blue' },
          { revision: revision(3), percent: 0, name: 'green' },
        ],
      },
      'predictor',
      {
        sticky,
        canaryHosts: (component, name) => [`${name}-iris-${component}`],
      },
    );
    expect(split?.tags).toEqual([
      {
        tag: 'blue',
        hosts: ['blue-iris-predictor'],
        target: { revision: next.spec.key, isCanary: true },
      },
      {
        tag: 'green',
        hosts: ['green-iris-predictor'],
        target: { revision: revision(3).spec.key, isCanary: true },
      },
    ]);
    // Keys have two sides.
    expect(split?.sticky).toBeUndefined();
  });

  it('keeps requests on the side of the canary', () => {
    expect(
      planSplit({ serving, canaries }, 'predictor', { sticky })?.sticky,
    ).toEqual({ ...sticky, canary: next.spec.key });
  });

  describe('copies', () => {
    const named = [
      { ...canary, name: 'blue' },
      { revision: revision(3), percent: 0, name: 'green' },
    ];

    it.each`
      situation                         | among        | name        | gets
      ${'a canary that the spec names'} | ${named}     | ${'green'}  | ${revision(3).spec.key}
      ${'the one without a name'}       | ${canaries}  | ${'latest'} | ${next.spec.key}
      ${'one that is not there'}        | ${named}     | ${'gone'}   | ${undefined}
      ${'no canary at all'}             | ${undefined} | ${'latest'} | ${undefined}
    `('go to $situation', ({ among, name, gets }) => {
      const split = planSplit({ serving, canaries: among }, 'predictor', {
        shadow: { canary: name, percent: 5 },
      });
      expect(split?.shadow).toEqual(
        gets && { target: { revision: gets, isCanary: true }, percent: 5 },
      );
    });

    it('of a transformer’s calls go to canaries that the spec names, `latest` being the transformer’s', () => {
      const inner = (name: string) =>
        planInnerShadow(
          { serving, canaries: [...named, canary] },
          { shadow: { canary: name, percent: 5 } },
        );
      expect(inner('green')).toEqual({
        target: { revision: revision(3).spec.key, isCanary: true },
        percent: 5,
      });
      expect(inner('latest')).toBeUndefined();
      expect(planInnerShadow({ serving, canaries: named })).toBeUndefined();
    });
  });
});
