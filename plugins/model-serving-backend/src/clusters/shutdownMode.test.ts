import { EventEmitter } from 'node:events';
import { recordShutdownSignal } from './ShutdownSignal';
import { shutdownMode } from './shutdownMode';

describe('shutdownMode', () => {
  it.each`
    situation                                    | policy         | signal       | isActing | expected
    ${'Ctrl-C stops what it started'}            | ${'by-signal'} | ${'SIGINT'}  | ${true}  | ${'stop'}
    ${'an upgrade interrupts nobody'}            | ${'by-signal'} | ${'SIGTERM'} | ${true}  | ${'keep'}
    ${'an end without a signal keeps'}           | ${'by-signal'} | ${undefined} | ${true}  | ${'keep'}
    ${'the policy keep beats Ctrl-C'}            | ${'keep'}      | ${'SIGINT'}  | ${true}  | ${'keep'}
    ${'the policy stop beats SIGTERM'}           | ${'stop'}      | ${'SIGTERM'} | ${true}  | ${'stop'}
    ${'who does not act leaves all to who does'} | ${'stop'}      | ${'SIGINT'}  | ${false} | ${'keep'}
  `('$situation', ({ policy, signal, isActing, expected }) => {
    expect(shutdownMode(policy, signal, isActing)).toBe(expected);
  });
});

describe('recordShutdownSignal', () => {
  it('knows the first signal before listeners that were there earlier run, and listens no more when disposed', () => {
    const source = new EventEmitter();
    const seen: unknown[] = [];
    const look: { now: () => unknown } = { now: () => undefined };
    source.on('SIGINT', () => seen.push(look.now()));
    const recorded = recordShutdownSignal(source);
    look.now = () => recorded.received;
    source.emit('SIGINT');
    source.emit('SIGTERM');
    expect(seen).toEqual(['SIGINT']);
    expect(recorded.received).toBe('SIGINT');
    recorded.dispose();
    expect(source.listenerCount('SIGTERM')).toBe(0);
  });
});
