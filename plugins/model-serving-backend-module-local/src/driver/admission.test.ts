import { coresBetween } from '../replicas';
import { admission } from './admission';

const MIB = 2 ** 20;

it.each`
  situation                | bytes       | reserved                | isAdmitted
  ${'all is free'}         | ${10 * MIB} | ${[]}                   | ${true}
  ${'it fits exactly'}     | ${10 * MIB} | ${[40 * MIB, 50 * MIB]} | ${true}
  ${'it does not fit'}     | ${11 * MIB} | ${[40 * MIB, 50 * MIB]} | ${false}
  ${'it asks for nothing'} | ${0}        | ${[100 * MIB]}          | ${true}
`('when $situation, admits: $isAdmitted', ({ bytes, reserved, isAdmitted }) => {
  const shortage = admission(bytes, reserved, 100 * MIB);
  expect(shortage === undefined).toBe(isAdmitted);
});

it('says how much is asked for, taken and there', () => {
  expect(admission(11 * MIB, [90 * MIB], 100 * MIB)).toBe(
    'no memory for another replica: it asks for 11 MiB, 90 MiB of 100 MiB are taken; see modelServing.local.memory.limit',
  );
});

it.each`
  situation                   | before                      | after                           | cores
  ${'half a core'}            | ${{ at: 0, cpuSeconds: 1 }} | ${{ at: 2_000, cpuSeconds: 2 }} | ${0.5}
  ${'a child took its along'} | ${{ at: 0, cpuSeconds: 5 }} | ${{ at: 2_000, cpuSeconds: 2 }} | ${0}
  ${'no time between'}        | ${{ at: 0, cpuSeconds: 1 }} | ${{ at: 0, cpuSeconds: 2 }}     | ${undefined}
`('uses $cores cores: $situation', ({ before, after, cores }) => {
  expect(coresBetween(before, after)).toBe(cores);
});
