import { parseProcStat } from './procStat';
import { processTree } from './processTree';
import { parsePsLine } from './psLine';
import { ProcessEntry } from './types';

describe('parseProcStat', () => {
  const rest = '7 8 9 0 -1 0 0 0 0 0 150 50 0 0 20 0 1 0 4711 0 0';

  it('counts from the last parenthesis, whatever the name is', () => {
    expect(parseProcStat(`42 (a) b) (c) S ${rest}\n`, 'boot')).toEqual({
      pid: 42,
      parent: 7,
      group: 8,
      session: 9,
      cpuSeconds: 2,
      startTime: 'boot/4711',
    });
  });

  it.each(['Z', 'X'])('does not see a process in state %s', state => {
    expect(parseProcStat(`42 (a) ${state} ${rest}`, 'boot')).toBeUndefined();
  });

  it('does not see what it cannot read', () => {
    expect(parseProcStat('', 'boot')).toBeUndefined();
  });
});

describe('parsePsLine', () => {
  it('reads a process', () => {
    expect(
      parsePsLine('  42  1 42 Ss   1-02:03:04.50 Sat Nov 21 02:20:01 2026'),
    ).toEqual({
      pid: 42,
      parent: 1,
      group: 42,
      session: 42,
      cpuSeconds: 93_784.5,
      startTime: 'Sat Nov 21 02:20:01 2026',
    });
  });

  it('does not see a zombie', () => {
    expect(
      parsePsLine('42 1 42 Z+ 0:00.00 Sat Nov 21 02:20:01 2026'),
    ).toBeUndefined();
  });
});

describe('processTree', () => {
  function entry(
    pid: number,
    parent: number,
    group: number,
    session: number = group,
  ): ProcessEntry {
    return { pid, parent, group, session, cpuSeconds: 0, startTime: `t${pid}` };
  }

  const table = [
    entry(1, 0, 1),
    entry(10, 1, 10),
    entry(11, 10, 10),
    entry(12, 11, 12, 10),
    entry(13, 12, 13),
    entry(20, 1, 20),
  ];

  it.each`
    situation                                 | leader                            | pids
    ${'group, session and descendants'}       | ${{ pid: 10, startTime: 't10' }}  | ${[10, 11, 12, 13]}
    ${'nothing of a pid that is another now'} | ${{ pid: 10, startTime: 'then' }} | ${[]}
    ${'nothing of a pid that is gone'}        | ${{ pid: 99, startTime: 't99' }}  | ${[]}
  `('is $situation', ({ leader, pids }) => {
    expect(processTree(table, leader).map(({ pid }) => pid)).toEqual(pids);
  });

  it('is what the leader left behind', () => {
    const left = table.filter(({ pid }) => pid !== 10);
    expect(
      processTree(left, { pid: 10, startTime: 't10' }).map(({ pid }) => pid),
    ).toEqual([11, 12, 13]);
  });
});
