import { exitReason } from './exitReason';
import { restartDelay } from './restartDelay';

it.each`
  situation                    | exit                     | ending            | reason
  ${'code 0'}                  | ${{ code: 0 }}           | ${undefined}      | ${'Completed'}
  ${'another code'}            | ${{ code: 2 }}           | ${undefined}      | ${'Error'}
  ${'a kill from outside'}     | ${{ signal: 'SIGKILL' }} | ${undefined}      | ${'Killed'}
  ${'a kill inside a wrapper'} | ${{ code: 137 }}         | ${undefined}      | ${'Killed'}
  ${'a request to end'}        | ${{ signal: 'SIGTERM' }} | ${undefined}      | ${'Killed'}
  ${'an abort'}                | ${{ signal: 'SIGABRT' }} | ${undefined}      | ${'Crashed'}
  ${'a segmentation fault'}    | ${{ signal: 'SIGSEGV' }} | ${undefined}      | ${'Crashed'}
  ${'our kill for memory'}     | ${{ signal: 'SIGKILL' }} | ${'OOMKilled'}    | ${'OOMKilled'}
  ${'our kill for silence'}    | ${{ signal: 'SIGKILL' }} | ${'ProbeFailing'} | ${'ProbeFailing'}
  ${'our request to end'}      | ${{ code: 0 }}           | ${'Stopped'}      | ${'Completed'}
  ${'an end that nobody saw'}  | ${{}}                    | ${undefined}      | ${'Unknown'}
`('$situation is called $reason', ({ exit, ending, reason }) => {
  expect(exitReason(exit, ending)).toBe(reason);
});

it('doubles the delay from one second to five minutes', () => {
  const delays: number[] = [];
  for (let tries = 0; tries < 11; tries++) {
    delays.push(restartDelay(delays.at(-1), false));
  }
  expect(delays).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000,
    300_000, 300_000,
  ]);
});
