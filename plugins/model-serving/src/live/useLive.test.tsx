import { ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { useLive } from './useLive';

/** A read that the test ends when it likes. */
function reads() {
  const open: {
    signal: AbortSignal;
    resolve: (value: string) => void;
    reject: (error: Error) => void;
  }[] = [];
  return {
    open,
    load: (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        open.push({ signal, resolve, reject });
      }),
  };
}

class FakeSignals implements SignalApi {
  #listener: (() => void) | undefined;
  subscribe: SignalApi['subscribe'] = (_, onMessage) => {
    this.#listener = () => onMessage({} as never);
    return { unsubscribe: () => undefined };
  };
  send() {
    this.#listener?.();
  }
}

function wrapper(signals?: SignalApi) {
  return ({ children }: { children: ReactNode }) =>
    signals ? (
      <TestApiProvider apis={[[signalApiRef, signals]]}>
        {children}
      </TestApiProvider>
    ) : (
      <TestApiProvider apis={[]}>{children}</TestApiProvider>
    );
}

const settle = () => act(() => jest.advanceTimersByTimeAsync(0));
const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

function showTab(state: 'visible' | 'hidden') {
  jest.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  act(() => {
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

describe('useLive', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('loads, then polls', async () => {
    const { open, load } = reads();
    const { result } = renderHook(() => useLive('a', load), {
      wrapper: wrapper(),
    });
    expect(result.current.loading).toBe(true);
    open[0].resolve('one');
    await settle();
    expect(result.current).toMatchObject({ value: 'one', loading: false });
    await pass(5_000);
    open[1].resolve('two');
    await settle();
    expect(result.current.value).toBe('two');
  });

  it('keeps what it has when refreshing fails, and calls it stale after the second time', async () => {
    const { open, load } = reads();
    const { result } = renderHook(() => useLive('a', load), {
      wrapper: wrapper(),
    });
    open[0].resolve('one');
    await settle();
    await pass(5_000);
    open[1].reject(new Error('gone'));
    await settle();
    expect(result.current).toMatchObject({ value: 'one', stale: false });
    await pass(5_000);
    open[2].reject(new Error('gone'));
    await settle();
    expect(result.current).toMatchObject({ value: 'one', stale: true });
    expect(result.current.error?.message).toBe('gone');
    act(() => result.current.retry());
    open[3].resolve('two');
    await settle();
    expect(result.current).toMatchObject({
      value: 'two',
      stale: false,
      error: undefined,
    });
  });

  it('asks nothing while the tab is hidden, and at once when it is shown again', async () => {
    const { open, load } = reads();
    renderHook(() => useLive('a', load), { wrapper: wrapper() });
    open[0].resolve('one');
    await settle();
    showTab('hidden');
    await pass(60_000);
    expect(open).toHaveLength(1);
    showTab('visible');
    await settle();
    expect(open).toHaveLength(2);
  });

  it('reads again on a signal, once for a burst', async () => {
    const signals = new FakeSignals();
    const { open, load } = reads();
    renderHook(() => useLive('a', load), { wrapper: wrapper(signals) });
    open[0].resolve('one');
    await settle();
    act(() => {
      signals.send();
      signals.send();
    });
    await pass(1_000);
    expect(open).toHaveLength(2);
  });

  it('never cuts off a slow read by polling', async () => {
    const { open, load } = reads();
    const { result } = renderHook(() => useLive('a', load), {
      wrapper: wrapper(),
    });
    await pass(30_000);
    expect(open).toHaveLength(1);
    expect(open[0].signal.aborted).toBe(false);
    open[0].resolve('late');
    await settle();
    expect(result.current.value).toBe('late');
  });

  it('drops the old value and aborts its read when something else is asked for', async () => {
    const { open, load } = reads();
    const { result, rerender } = renderHook(
      ({ key }: { key: string }) => useLive(key, load),
      { wrapper: wrapper(), initialProps: { key: 'a' } },
    );
    open[0].resolve('of a');
    await settle();
    await pass(5_000);
    rerender({ key: 'b' });
    expect(open[1].signal.aborted).toBe(true);
    expect(result.current).toMatchObject({ value: undefined, loading: true });
    open[1].resolve('late of a');
    open[2].resolve('of b');
    await settle();
    expect(result.current.value).toBe('of b');
  });

  it('reads nothing without a key', async () => {
    const { open, load } = reads();
    const { result } = renderHook(() => useLive(undefined, load), {
      wrapper: wrapper(),
    });
    await pass(30_000);
    expect(open).toHaveLength(0);
    expect(result.current.loading).toBe(false);
  });
});
