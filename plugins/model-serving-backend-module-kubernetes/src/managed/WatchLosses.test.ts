import { mockServices } from '@backstage/backend-test-utils';
import { WatchLosses } from './WatchLosses';

const FIRST = '2026-01-01T00:00:01.000Z';
const SECOND = '2026-01-01T00:00:02.000Z';

describe('WatchLosses', () => {
  const logger = mockServices.logger.mock();
  let losses: WatchLosses;
  let now: number;
  const watch = (what: string) => losses.of(what, { cluster: 'far', logger });

  beforeEach(() => {
    now = Date.parse(FIRST);
    losses = new WatchLosses({ now: () => now });
  });

  it('has no problem before anything is lost', () => {
    expect(losses.problem()).toBeUndefined();
    expect(losses.problem('a')).toBeUndefined();
  });

  it('is a problem of the namespace that is lost, and of no other', () => {
    watch('pods').onLost(new Error('refused'), 'a');
    const problem = { message: 'refused', since: FIRST };
    expect(losses.problem('a')).toEqual(problem);
    expect(losses.problem('b')).toBeUndefined();
    expect(losses.problem()).toEqual(problem);
  });

  it('is a problem of every namespace where all are watched at once', () => {
    watch('pods').onLost(new Error('refused'), undefined);
    expect(losses.problem('a')).toEqual({ message: 'refused', since: FIRST });
  });

  it('keeps what one namespace lost while another is found again', () => {
    const pods = watch('pods');
    pods.onLost(new Error('refused'), 'a');
    pods.onLost(new Error('refused'), 'b');
    pods.onFound('b');
    expect(losses.problem('a')).toBeDefined();
    expect(losses.problem('b')).toBeUndefined();
  });

  it('tells the latest message, and when it began', () => {
    const pods = watch('pods');
    pods.onLost(new Error('refused'), 'a');
    now = Date.parse(SECOND);
    pods.onLost(new Error('timed out'), 'a');
    watch('events').onLost(new Error('forbidden'), 'a');
    expect(losses.problem('a')).toEqual({ message: 'timed out', since: FIRST });
    pods.onFound('a');
    expect(losses.problem('a')).toEqual({
      message: 'forbidden',
      since: SECOND,
    });
  });
});
