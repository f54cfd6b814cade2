import type { BackstageCredentials } from '@backstage/backend-plugin-api';

/** How a step calls the plugin: with the rights of whoever runs the template, and no longer than the step runs. */
export async function callOf(ctx: {
  readonly signal?: AbortSignal;
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}) {
  return {
    credentials: await ctx.getInitiatorCredentials(),
    how: 'template' as const,
    ...(ctx.signal && { signal: ctx.signal }),
  };
}
