import {
  confirmed,
  facts,
  inWords,
  starting,
  up,
} from './__testUtils__/planWords';
import {
  componentWorld,
  planWorld,
  replica,
  revision,
  revisionFacts,
  WorldChange,
} from './__testUtils__/planWorld';
import { planDeployment } from './planDeployment';
import { CanaryWorld } from './types';

const name = (number: number) => revision(number).spec.name;
const { resolution } = componentWorld('predictor');

/** A canary that comes to what its revision has as its fingerprint. */
function canary(
  label: string,
  percent: number,
  replicas = 1,
  fingerprint = label,
): CanaryWorld {
  if (resolution?.kind !== 'resolved') throw new Error('it resolves');
  return {
    name: label,
    percent,
    replicas,
    resolution: {
      ...resolution,
      draft: { ...resolution.draft, fingerprint },
    },
  };
}

/** `v1` is stable with four replicas; `blue` is v2, `green` v3. */
const plan = (change: WorldChange) =>
  planDeployment(
    planWorld({
      revisions: [
        revision(1, 'wanted'),
        revision(2, 'blue'),
        revision(3, 'green'),
      ],
      servingBefore: name(1),
      latestReady: name(1),
      rollout: { rolledOut: name(1) },
      wantedReplicas: 4,
      canaries: [canary('blue', 25), canary('green', 25)],
      gateways: confirmed([1, ['a', 'b', 'c', 'd']]),
      ...change,
    }),
  );
const lines = (change: WorldChange) => inWords(plan(change));
const ready1 = up(1, 'a', 'b', 'c', 'd');
const blue = up(2, 'e');
const green = up(3, 'f');
const had = [
  { name: name(2), percent: 25, canary: 'blue' },
  { name: name(3), percent: 25, canary: 'green' },
];
const stumbling = revisionFacts(2, {
  desired: 1,
  replicas: [{ ...replica('e', 'unready'), readyAt: 'once' }],
});

describe('planDeployment of canaries that the spec names', () => {
  it.each`
    situation                                  | change                                                                                                    | expected
    ${'both are ready'}                        | ${{ facts: facts(ready1, blue, green) }}                                                                  | ${['route 1:50,2:25,3:25', 'apply 1 x2', 'apply 2 x1', 'apply 3 x1']}
    ${'one starts: its share stays'}           | ${{ facts: facts(ready1, starting(2), green) }}                                                           | ${['route 1:75,2:0,3:25', 'apply 1 x3', 'apply 2 x1', 'apply 3 x1']}
    ${'none is ready'}                         | ${{ facts: facts(ready1, starting(2), starting(3)) }}                                                     | ${['route 1,2:0,3:0', 'apply 1 x4']}
    ${'one stumbles and keeps its share'}      | ${{ facts: facts(ready1, stumbling, green), canariesBefore: had }}                                        | ${['route 1:50,2:25,3:25']}
    ${'a dark launch runs'}                    | ${{ canaries: [canary('blue', 0)], facts: facts(ready1, blue) }}                                          | ${['route 1,2:0', 'apply 2 x1']}
    ${'all for the canaries'}                  | ${{ canaries: [canary('blue', 60), canary('green', 40)], facts: facts(ready1, blue, green) }}             | ${['route 1:0,2:60,3:40', 'apply 1 x2']}
    ${'a fixed number of its own'}             | ${{ canaries: [canary('blue', 25, 3)], facts: facts(ready1, blue) }}                                      | ${['apply 1 x1', 'apply 2 x3']}
    ${'dropped: the others keep their shares'} | ${{ canaries: [canary('green', 25)], canariesBefore: had, facts: facts(ready1, blue, green) }}            | ${['route 1:75,3:25', 'apply 3 x1']}
    ${'its requests scale the stable one'}     | ${{ scaled: new Map([[revision(1).spec.key, 4]]), wantedReplicas: 1, facts: facts(ready1, blue, green) }} | ${['apply 1 x4', 'apply 2 x1', 'apply 3 x1']}
  `('$situation: $expected', ({ change, expected }) => {
    expect(lines(change)).toEqual(expect.arrayContaining(expected));
  });

  it('get revisions of their own', () => {
    const revisions = [revision(1, 'wanted')];
    expect(lines({ revisions, facts: facts(ready1) })).toEqual([
      'add 2',
      'add 3',
      'route 1,2:0,3:0',
      'apply 1 x4',
      'apply 2 x1',
      'apply 3 x1',
    ]);
  });

  it('one that is edited keeps its share with what answers, until the change is ready', () => {
    const revisions = [
      revision(1, 'wanted'),
      revision(2, 'before'),
      revision(3, 'blue'),
    ];
    const edited = {
      revisions,
      canaries: [canary('blue', 25)],
      canariesBefore: [{ name: name(2), percent: 25, canary: 'blue' }],
    };
    expect(
      lines({ ...edited, facts: facts(ready1, blue, starting(3)) }),
    ).toEqual(
      expect.arrayContaining([
        'route 1:75,3:0,2:25',
        'apply 2 x1',
        'apply 3 x1',
      ]),
    );
    expect(lines({ ...edited, facts: facts(ready1, blue, green) })).toContain(
      'route 1:75,3:25',
    );
  });

  describe('that differ from the stable one by name only', () => {
    // All of it comes to `wanted`; v2 was made for blue.
    const alike = canary('blue', 25, 1, 'wanted');
    const world: WorldChange = {
      revisions: [revision(1), { ...revision(2), canary: 'blue' }],
      canaries: [alike],
      canariesBefore: [had[0]],
    };

    it.each([
      ['serve', {}, name(1)],
      ['start again after a stop', { canariesBefore: [] }, undefined],
    ])('keep their own revision when they %s', (_, change, servingBefore) => {
      const now = { ...world, ...change, servingBefore };
      expect(lines({ ...now, facts: facts(ready1, blue) })).toEqual([
        'route 1:75,2:25',
        'apply 1 x3',
        'apply 2 x1',
      ]);
    });

    it('come with a revision of their own', () => {
      const alone = { ...world, revisions: [revision(1)], canariesBefore: [] };
      expect(lines({ ...alone, facts: facts(ready1) })).toEqual([
        'add 2',
        'route 1,2:0',
        'apply 1 x4',
        'apply 2 x1',
      ]);
    });

    it('leave what serves as it is when they are promoted or dropped', () => {
      const over = { ...world, canaries: [], facts: facts(ready1, blue) };
      expect(lines(over)).not.toContainEqual(expect.stringMatching(/^add/));
      expect(lines(over)).toEqual(
        expect.arrayContaining(['route 1', 'apply 1 x4']),
      );
    });
  });

  describe('promoted', () => {
    // The spec comes to v2 now, and names only green.
    const promoted = {
      revisions: [
        revision(1, 'old'),
        revision(2, 'wanted'),
        revision(3, 'green'),
      ],
      canaries: [canary('green', 25)],
      canariesBefore: had,
    };

    it('one first grows to what it replaces, with the share that it had', () => {
      expect(
        lines({ ...promoted, facts: facts(up(1, 'a', 'b'), blue, green) }),
      ).toEqual(
        expect.arrayContaining([
          'route 1:50,2:25,3:25',
          'apply 1 x3',
          'apply 2 x3',
        ]),
      );
    });

    it('then has the traffic, without a new revision, and what it replaces ends', () => {
      const on = confirmed([2, ['e', 'g']], [3, ['f']]);
      const after = lines({
        ...promoted,
        facts: facts(up(1, 'a', 'b'), up(2, 'e', 'g'), green),
        servingBefore: name(2),
        canariesBefore: [had[1]],
        gateways: on,
      });
      expect(after).toEqual([
        'route 2:75,3:25',
        'apply 2 x3',
        'apply 3 x1',
        'apply 1 x0',
      ]);
    });
  });

  it('the guard takes the traffic of one, and leaves the other alone', () => {
    const guards = [
      { revision: name(2), percent: 25, at: '', because: 'it failed' },
    ];
    const held = {
      rollout: { rolledOut: name(1), guards },
      facts: facts(ready1, blue, green),
    };
    expect(lines(held)).toContain('route 1:75,2:0,3:25');
    const more = { canaries: [canary('blue', 30), canary('green', 25)] };
    expect(lines({ ...held, ...more })).toContain('route 1:45,2:30,3:25');
  });

  it('go on after a stop with the revisions that they had', () => {
    const stopped = { canariesBefore: [], facts: facts() };
    expect(lines({ ...stopped, servingBefore: undefined })).toEqual([
      'route 1,2:0,3:0',
      'apply 1 x4',
      'apply 2 x1',
      'apply 3 x1',
    ]);
  });

  it('one that comes to nothing says so, and its share stays', () => {
    const broken: CanaryWorld = {
      ...canary('blue', 25),
      resolution: {
        kind: 'failed',
        failure: { code: 'NoRuntime', message: 'no runtime', at: '' },
      },
    };
    const { failures, steps } = plan({
      canaries: [broken, canary('green', 25)],
      facts: facts(ready1, green),
    });
    expect(failures).toEqual([
      {
        code: 'NoRuntime',
        component: 'predictor',
        at: '',
        message: 'canary "blue": no runtime',
      },
    ]);
    expect(steps.length).toBeGreaterThan(0);
    expect(inWords(plan({ canaries: [broken], facts: facts(ready1) }))[0]).toBe(
      'route 1',
    );
  });
});

it('a revision that is made for a canary says for which, and no other does', () => {
  const { steps } = plan({ revisions: [], canaries: [canary('blue', 25)] });
  const made = steps.flatMap(step =>
    step.kind === 'add-revision' ? [step.revision.canary] : [],
  );
  expect(made).toEqual([undefined, 'blue']);
});
