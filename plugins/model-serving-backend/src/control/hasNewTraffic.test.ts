import { hasNewTraffic } from './hasNewTraffic';

const none = {};
const v1 = { servingBefore: 'v1' };
const canary = (name: string) => ({ name, percent: 10 });
const split = { ...v1, canariesBefore: [canary('v2')] };

const serving = (name: string) => ({ name, percent: 100 });
const beside = (name: string, percent = 10) => ({
  name,
  percent,
  isCanary: true,
});

describe('hasNewTraffic', () => {
  it.each`
    situation                            | before        | revisions                                            | expected
    ${'nothing serves yet'}              | ${[none]}     | ${[{ name: 'v1', percent: 0 }]}                      | ${false}
    ${'the first one serves'}            | ${[none]}     | ${[serving('v1')]}                                   | ${true}
    ${'it goes on'}                      | ${[v1]}       | ${[serving('v1')]}                                   | ${false}
    ${'the next one takes over'}         | ${[v1]}       | ${[{ ...serving('v1'), percent: 0 }, serving('v2')]} | ${true}
    ${'a canary begins, be it with 0 %'} | ${[v1]}       | ${[serving('v1'), beside('v2', 0)]}                  | ${true}
    ${'it goes on with another share'}   | ${[split]}    | ${[serving('v1'), beside('v2', 50)]}                 | ${false}
    ${'it is promoted'}                  | ${[split]}    | ${[serving('v2')]}                                   | ${true}
    ${'it is dropped'}                   | ${[split]}    | ${[serving('v1')]}                                   | ${false}
    ${'a transformer comes before it'}   | ${[v1, none]} | ${[serving('v1'), serving('t1')]}                    | ${true}
    ${'one whose canaries have all'}     | ${[none]}     | ${[{ name: 'v1', percent: 0, isServing: true }]}     | ${true}
  `('$situation: $expected', ({ before, revisions, expected }) => {
    expect(hasNewTraffic(before, { revisions })).toBe(expected);
  });
});
