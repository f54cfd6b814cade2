import { confirmed, facts, starting, up } from './__testUtils__/planWords';
import { planWorld, revision, WorldChange } from './__testUtils__/planWorld';
import { planDeployment } from './planDeployment';

const name = (number: number) => revision(number).spec.name;
const at = (ms: number) => new Date(ms).toISOString();
const NOW = Date.parse('2026-01-01T00:00:00.000Z');

/** `v1` serves, the spec comes to `v2`, which is to have everything within two minutes. */
const plan = (change: WorldChange) =>
  planDeployment(
    planWorld({
      revisions: [revision(1, 'old'), revision(2, 'wanted')],
      servingBefore: name(1),
      latestReady: name(1),
      rollout: { rolledOut: name(1) },
      rolloutDurationMs: 120_000,
      gateways: confirmed([1, ['a', 'b']]),
      now: NOW,
      ...change,
    }),
  );
const both = facts(up(1, 'a', 'b'), up(2, 'c', 'd'));
const shares = (change: WorldChange) =>
  plan(change).revisions.map(({ percent }) => percent);
const gradual = (...percents: number[]) => ({
  startedAt: at(NOW - 10_000),
  revisions: percents.map((percent, i) => ({ name: name(i + 1), percent })),
  stepPercent: 10,
  stepMs: 1_000,
  nextStepAt: at(NOW),
});
const underWay = (...percents: number[]): WorldChange => ({
  facts: both,
  canariesBefore: [{ name: name(2), percent: percents[1] }],
  rollout: { rolledOut: name(1), gradual: gradual(...percents) },
});
const guard = { revision: name(2), percent: 100, at: '', because: 'it failed' };

describe('a gradual rollout in the plan', () => {
  it.each`
    situation                                 | change                                                                            | expected
    ${'not before it can carry everything'}   | ${{ facts: facts(up(1, 'a', 'b'), starting(2)) }}                                 | ${[100, 0]}
    ${'it begins with one percent'}           | ${{ facts: both }}                                                                | ${[99, 1]}
    ${'at once where nobody asks otherwise'}  | ${{ facts: both, rolloutDurationMs: undefined }}                                  | ${[0, 100]}
    ${'at once what has a share already'}     | ${{ facts: both, canariesBefore: [{ name: name(2), percent: 20 }] }}              | ${[0, 100]}
    ${'a step that is due'}                   | ${underWay(60, 40)}                                                               | ${[50, 50]}
    ${'no step before it is due'}             | ${{ ...underWay(60, 40), now: NOW - 1 }}                                          | ${[60, 40]}
    ${'the last step'}                        | ${underWay(10, 90)}                                                               | ${[0, 100]}
    ${'a record that makes no sense is none'} | ${{ ...underWay(60, 50), canariesBefore: [] }}                                    | ${[99, 1]}
    ${'the guard stops it'}                   | ${{ ...underWay(60, 40), rollout: { ...underWay(60, 40).rollout, guard } }}       | ${[100, 0]}
    ${'a fixed share holds it'}               | ${{ ...underWay(60, 40), canaryPercent: 30 }}                                     | ${[70, 30]}
    ${'the first one that ever serves'}       | ${{ facts: both, servingBefore: undefined, rollout: {}, latestReady: undefined }} | ${[0, 100]}
  `('$situation: $expected', ({ change, expected }) => {
    expect(shares(change)).toEqual(expected);
  });

  it('a third one takes its percent from the second', () => {
    const third = {
      ...underWay(90, 10),
      revisions: [
        revision(1, 'old'),
        revision(2, 'older'),
        revision(3, 'wanted'),
      ],
    };
    expect(shares(third)).toEqual([80, 20, 0]);
    const ready = facts(up(1, 'a', 'b'), up(2, 'c', 'd'), up(3, 'e', 'f'));
    const { gradual: state, revisions } = plan({ ...third, facts: ready });
    expect(revisions.map(({ percent }) => percent)).toEqual([90, 9, 1]);
    expect(state?.get('predictor')).toMatchObject({ startedAt: at(NOW) });
  });

  it('takes its pace from how long it took until every gateway knew it', () => {
    const begun = {
      facts: both,
      canariesBefore: [{ name: name(2), percent: 1 }],
      rollout: {
        rolledOut: name(1),
        gradual: {
          startedAt: at(NOW - 3_000),
          revisions: [
            { name: name(1), percent: 99 },
            { name: name(2), percent: 1 },
          ],
        },
      },
    };
    expect(plan(begun).gradual?.get('predictor')?.stepPercent).toBeUndefined();
    const known = confirmed([1, ['a', 'b']], [2, ['c', 'd']]);
    expect(
      plan({ ...begun, gateways: known }).gradual?.get('predictor'),
    ).toMatchObject({
      stepPercent: 3,
      stepMs: 3_000,
      nextStepAt: at(NOW + 3_000),
    });
  });

  it('keeps nothing on record when it is over', () => {
    expect(plan(underWay(10, 90)).gradual).toBeUndefined();
  });
});
