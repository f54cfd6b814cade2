/** What fakes of this plugin's APIs have in common: they remember what was asked, and fail or never answer when told to. */
export abstract class FakeApi<Api> {
  /** Each call, as `[method, ...arguments]`. */
  readonly calls: (readonly unknown[])[] = [];
  /** Methods that fail, and how. */
  readonly failures = new Map<keyof Api, Error>();
  /** Methods that never answer. */
  readonly hanging = new Set<keyof Api>();

  callsOf(method: keyof Api): (readonly unknown[])[] {
    return this.calls.filter(([name]) => name === method);
  }

  /** Every method begins with this. */
  protected async asked(method: keyof Api, ...args: unknown[]): Promise<void> {
    this.calls.push([method, ...args]);
    if (this.hanging.has(method)) await new Promise(() => {});
    const failure = this.failures.get(method);
    if (failure) throw failure;
  }
}
