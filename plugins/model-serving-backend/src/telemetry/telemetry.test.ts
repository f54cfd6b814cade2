import { SpanStatusCode } from '@opentelemetry/api';
import { LeaseLostError } from '../store';
import { FakeClock, FakeDriver } from '../testing';
import { recordTelemetry } from './__testUtils__/recordTelemetry';
import {
  ControlTelemetry,
  observeLease,
  observeQueue,
  tracedDriver,
} from './index';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const where = {
  'greenroom.cluster': 'local',
  'greenroom.namespace': 'demo',
  'greenroom.name': 'iris',
};

describe('what OpenTelemetry hears of the control plane', () => {
  let recorded: ReturnType<typeof recordTelemetry>;
  let clock: FakeClock;
  let telemetry: ControlTelemetry;

  beforeEach(() => {
    recorded = recordTelemetry();
    clock = new FakeClock();
    telemetry = new ControlTelemetry(clock);
  });

  afterEach(() => recorded.remove());

  it('says how long a pass took, and has the calls of the driver in its span', async () => {
    const driver = tracedDriver('local', new FakeDriver());
    const answer = await telemetry.pass(ref, async () => {
      await driver.remove('demo/iris-predictor-00001');
      await clock.advance(1_500);
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(recorded.spans).toEqual([
      {
        name: 'greenroom.driver.remove',
        attributes: {
          'greenroom.cluster': 'local',
          'greenroom.revision': 'demo/iris-predictor-00001',
        },
        parent: 'greenroom.control.pass',
        status: SpanStatusCode.UNSET,
        exceptions: [],
      },
      {
        name: 'greenroom.control.pass',
        attributes: where,
        status: SpanStatusCode.UNSET,
        exceptions: [],
      },
    ]);
    expect(recorded.values).toEqual([
      {
        name: 'greenroom.control.passes',
        value: 1,
        attributes: { cluster: 'local', outcome: 'done' },
      },
      {
        name: 'greenroom.control.pass.duration',
        value: 1.5,
        attributes: { cluster: 'local' },
      },
    ]);
  });

  it.each`
    thrown                                     | outcome         | status                  | exceptions
    ${new Error('the driver does not answer')} | ${'failed'}     | ${SpanStatusCode.ERROR} | ${['the driver does not answer']}
    ${new LeaseLostError()}                    | ${'lease-lost'} | ${SpanStatusCode.UNSET} | ${[]}
  `(
    'counts a pass that throws as $outcome, and throws',
    async ({ thrown, outcome, status, exceptions }) => {
      await expect(
        telemetry.pass(ref, () => Promise.reject(thrown)),
      ).rejects.toBe(thrown);
      expect(recorded.spans).toMatchObject([{ status, exceptions }]);
      expect(recorded.values[0].attributes).toEqual({
        cluster: 'local',
        outcome,
      });
    },
  );

  it('tells queue and lease whenever it is asked, until it ends', async () => {
    let [length, isHeld] = [3, false];
    const ends = [observeQueue(() => length), observeLease(() => isHeld)];
    const seen = async () => [
      await recorded.gauge('greenroom.control.queue.length'),
      await recorded.gauge('greenroom.control.lease.held'),
    ];
    expect(await seen()).toEqual([[3], [0]]);
    [length, isHeld] = [0, true];
    expect(await seen()).toEqual([[0], [1]]);
    for (const end of ends) end();
    expect(await seen()).toEqual([[], []]);
  });

  it('passes on what a driver says at once, and that it needs no terms', () => {
    const driver = new FakeDriver();
    const traced = tracedDriver('local', driver);
    expect(traced.facts()).toEqual(driver.facts());
    const { beginTerm: _, ...without } = traced;
    expect(tracedDriver('local', without).beginTerm).toBeUndefined();
    expect(recorded.spans).toEqual([]);
  });
});
