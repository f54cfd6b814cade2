import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { MemoryModelServing } from '../testing';

/** An API in memory, options for actions, and contexts whose log is kept. */
export function setup() {
  const modelServing = new MemoryModelServing();
  const logged: string[] = [];
  const context = <T extends object>(input: T, more: object = {}) => {
    const ctx = createMockActionContext({ input: input as never });
    for (const level of ['info', 'warn', 'error', 'debug'] as const) {
      jest.spyOn(ctx.logger, level).mockImplementation((...args: unknown[]) => {
        logged.push(JSON.stringify(args));
      });
    }
    return Object.assign(
      ctx,
      { task: { id: 'task-1' }, step: { id: 'step-1' } },
      more,
    ) as never;
  };
  return {
    modelServing,
    options: { modelServing, defaultCluster: 'local' },
    context,
    logged,
  };
}

/** What an action has put out. */
export function outputsOf(ctx: never): Record<string, unknown> {
  return Object.fromEntries(
    ((ctx as { output: jest.Mock }).output as jest.Mock).mock.calls,
  );
}
