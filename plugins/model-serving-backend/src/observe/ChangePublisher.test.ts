import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock, settle } from '../testing';
import type { StoreChange } from '../store/types';
import { ChangePublisher } from './ChangePublisher';

function setup(options: { eventsFail?: boolean } = {}) {
  const clock = new FakeClock();
  const events: object[] = [];
  const ticks: unknown[] = [];
  let listener: (change: StoreChange) => void = () => {};
  const logger = mockServices.logger.mock();
  const publisher = new ChangePublisher({
    resources: {
      subscribe: callback => {
        listener = callback;
        return () => {
          listener = () => {};
        };
      },
    },
    events: {
      publish: async params => {
        if (options.eventsFail) throw new Error('no bus');
        events.push(params);
      },
    },
    signals: {
      publish: async ({ message }) => void ticks.push(message.resourceVersion),
    },
    clock,
    logger,
  });
  publisher.start();
  const change = async (
    resourceVersion: string,
    what: StoreChange['what'] = 'spec',
    name = 'iris',
  ) => {
    listener({
      kind: 'InferenceService',
      ref: { cluster: 'local', namespace: 'demo', name },
      uid: 'u',
      resourceVersion,
      what,
    });
    await settle();
  };
  return { publisher, change, events, ticks, clock, logger };
}

describe('ChangePublisher', () => {
  it('tells other plugins that something changed, never what', async () => {
    const { change, events } = setup();
    await change('1');
    await change('2', 'removed');
    expect(events).toEqual([
      {
        topic: 'model-serving.deployment',
        eventPayload: {
          cluster: 'local',
          namespace: 'demo',
          name: 'iris',
          resourceVersion: '1',
          change: 'upserted',
        },
      },
      {
        topic: 'model-serving.deployment',
        eventPayload: {
          cluster: 'local',
          namespace: 'demo',
          name: 'iris',
          resourceVersion: '2',
          change: 'deleted',
        },
      },
    ]);
  });

  it('ticks browsers at once, at most once a second, and never misses the last', async () => {
    const { change, ticks, clock } = setup();
    await change('1');
    await change('2');
    await change('3');
    expect(ticks).toEqual(['1']);
    await clock.advance(1_000);
    expect(ticks).toEqual(['1', '3']);
    await clock.advance(5_000);
    expect(ticks).toEqual(['1', '3']);
    await change('4');
    expect(ticks).toEqual(['1', '3', '4']);
  });

  it('ticks for each resource by itself', async () => {
    const { change, ticks } = setup();
    await change('1', 'spec', 'a');
    await change('2', 'spec', 'b');
    expect(ticks).toEqual(['1', '2']);
  });

  it('logs that others were not told', async () => {
    const { change, logger } = setup({ eventsFail: true });
    await change('1');
    expect(logger.warn).toHaveBeenCalled();
  });

  it('ends with nothing waiting', async () => {
    const { publisher, change, clock, ticks } = setup();
    await change('1');
    await change('2');
    publisher.stop();
    await change('3');
    await clock.advance(5_000);
    expect(ticks).toEqual(['1']);
    expect(clock.waiting).toBe(0);
  });
});
