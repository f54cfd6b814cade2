import {
  confirmed,
  facts,
  inWords,
  starting,
  up,
} from './__testUtils__/planWords';
import {
  planWorld,
  replica,
  revision,
  revisionFacts,
  WorldChange,
} from './__testUtils__/planWorld';
import { planDeployment } from './planDeployment';

const name = (number: number) => revision(number).spec.name;

/** `v1` serves and is rolled out; the spec comes to `v2`, which is to have a share. */
const plan = (change: WorldChange) =>
  inWords(
    planDeployment(
      planWorld({
        revisions: [revision(1, 'old'), revision(2, 'wanted')],
        servingBefore: name(1),
        latestReady: name(1),
        rollout: { rolledOut: name(1) },
        canaryPercent: 20,
        gateways: confirmed([1, ['a', 'b']]),
        ...change,
      }),
    ),
  );
const both = ['apply 1 x2', 'apply 2 x2'];
const split = {
  latestReady: name(2),
  canariesBefore: [{ name: name(2), percent: 20 }],
};
const promoted = {
  servingBefore: name(2),
  latestReady: name(2),
  rollout: { rolledOut: name(2), previous: name(1) },
};
const stumbling = revisionFacts(2, {
  replicas: [{ ...replica('c', 'unready'), readyAt: 'once' }],
});
const ready1 = up(1, 'a', 'b');
const ready2 = up(2, 'c', 'd');

describe('planDeployment of a canary', () => {
  it.each`
    situation                                | change                                                                            | route
    ${'one that starts gets nothing'}        | ${{ facts: facts(ready1, starting(2)) }}                                          | ${'1'}
    ${'one that can carry its share has it'} | ${{ facts: facts(ready1, up(2, 'c')) }}                                           | ${'1:80,2:20'}
    ${'a larger share needs more replicas'}  | ${{ canaryPercent: 90, facts: facts(ready1, up(2, 'c')) }}                        | ${'1'}
    ${'a share of nothing: a dark launch'}   | ${{ canaryPercent: 0, facts: facts(ready1, up(2, 'c')) }}                         | ${'1,2:0'}
    ${'one that stumbles keeps its share'}   | ${{ ...split, facts: facts(ready1, stumbling) }}                                  | ${'1:80,2:20'}
    ${'another share holds at once'}         | ${{ ...split, canaryPercent: 50, facts: facts(ready1, ready2) }}                  | ${'1:50,2:50'}
    ${'promoted too early, the split stays'} | ${{ ...split, canaryPercent: undefined, facts: facts(ready1, up(2, 'c')) }}       | ${'1:80,2:20'}
    ${'a share after the roll-out waits'}    | ${{ ...promoted, gateways: confirmed([2, ['c']]), facts: facts(ready2) }}         | ${'2'}
    ${'and takes the roll-out back'}         | ${{ ...promoted, gateways: confirmed([2, ['c']]), facts: facts(ready1, ready2) }} | ${'1:80,2:20'}
  `('$situation: $route, and both run', ({ change, route }) => {
    const lines = plan(change);
    expect(lines).toEqual(expect.arrayContaining([`route ${route}`, ...both]));
  });

  it('has everything when it is promoted, and what it replaces ends', () => {
    expect(
      plan({
        ...split,
        canaryPercent: undefined,
        servingBefore: name(2),
        canariesBefore: undefined,
        facts: facts(ready1, ready2),
        gateways: confirmed([2, ['c', 'd']]),
      }),
    ).toEqual(['route 2', 'apply 2 x2', 'apply 1 x0']);
  });

  it('has everything where nothing was rolled out before', () => {
    expect(
      plan({ rollout: {}, facts: facts(ready1, ready2) }).slice(0, 2),
    ).toEqual(['route 2', 'apply 2 x2']);
  });

  it('has nothing to be split against after its change was taken back', () => {
    const back = {
      revisions: [revision(1, 'wanted'), revision(2, 'taken back')],
      rollout: { rolledOut: name(1), previous: name(0) },
      facts: facts(ready1, ready2),
    };
    expect(plan({ ...split, ...back })).toEqual(
      expect.arrayContaining(['route 1', 'apply 1 x2']),
    );
  });

  it('keeps running without traffic when the guard took it, until another share is asked for', () => {
    const guard = {
      revision: name(2),
      percent: 20,
      at: '',
      because: 'it failed',
    };
    const held = {
      ...split,
      rollout: { rolledOut: name(1), guard },
      facts: facts(ready1, ready2),
    };
    expect(plan(held)).toEqual(
      expect.arrayContaining(['route 1,2:0', ...both]),
    );
    expect(plan({ ...held, canaryPercent: 10 })).toContain('route 1:90,2:10');
  });

  it('comes up with what its share needs of the replicas that requests call for', () => {
    const scaled = new Map([[revision(1).spec.key, 10]]);
    expect(
      plan({ scaled, wantedReplicas: 1, facts: facts(ready1, starting(2)) }),
    ).toEqual(expect.arrayContaining(['apply 1 x10', 'apply 2 x2']));
  });

  it('grows to what it replaces before it has everything', () => {
    const scaled = new Map([[revision(1).spec.key, 4]]);
    expect(
      plan({
        ...split,
        scaled,
        wantedReplicas: 1,
        canaryPercent: undefined,
        facts: facts(up(1, 'a', 'b', 'e', 'f'), ready2),
      }),
    ).toEqual(
      expect.arrayContaining(['route 1:80,2:20', 'apply 1 x4', 'apply 2 x4']),
    );
  });
});
