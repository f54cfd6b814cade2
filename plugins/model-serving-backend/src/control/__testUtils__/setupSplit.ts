import {
  latencyBucketsMs,
  type TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../../testing';
import { as, iris, setupControl } from './setupControl';

/** What a gateway counted of one revision since it began: so many answers, each after 8 ms. */
export const counted = (ok: number, server: number): TrafficCounters => ({
  ok,
  client: 0,
  server,
  bytesIn: 0,
  bytesOut: 0,
  inflight: 0,
  latencySumMs: 0,
  latency: latencyBucketsMs.map(bound => (bound === 8 ? ok + server : 0)),
});

/** A service that is ready, with what tests of splits ask the gateway and the status for. */
export async function setupSplit(...args: Parameters<typeof setupControl>) {
  const control = await setupControl(...args);
  const { begin, stores, until, gateway, get } = control;
  await begin();
  await stores.resources.create('InferenceService', 'local', iris(), as);
  await until('Ready');
  const shares = (): Record<string, number> =>
    Object.fromEntries(
      (gateway.current?.routes[0]?.targets ?? []).map(
        ({ revision, weight }) => [revision, weight],
      ),
    );
  const untilShares = (expected: Record<string, number>) =>
    eventually(
      `the gateway serves by ${JSON.stringify(expected)}`,
      () => JSON.stringify(shares()) === JSON.stringify(expected),
    );
  const status = async () =>
    (await get())?.object.status?.components?.predictor;
  /** Lets every answer of one revision fail and none of the other, until the guard has taken its traffic. */
  const untilGuarded = async (good: string, bad: string) => {
    let answered = 0;
    await eventually('the guard takes it', () => {
      answered += 20;
      gateway.say({
        type: 'counters',
        at: new Date().toISOString(),
        routes: {},
        revisions: {
          [good]: counted(answered * 4, 0),
          [bad]: counted(0, answered),
        },
      });
      return shares()[good] === 100 && shares()[bad] === undefined;
    });
  };
  return { ...control, shares, untilShares, untilGuarded, status };
}
