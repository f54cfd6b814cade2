import { mockServices } from '@backstage/backend-test-utils';
import type { ReencryptedSecrets } from '../store';
import { reencryptSecrets } from './reencryptSecrets';

/** A store that answers step by step, and remembers where it was asked to go on. */
function stepwise(...steps: ReencryptedSecrets[]) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    keyIds: ['new', 'old'] as const satisfies [string, string],
    reencrypt: async (_limit: number, after: string | undefined) => {
      asked.push(after);
      return steps[asked.length - 1];
    },
  };
}

describe('reencryptSecrets', () => {
  it('goes on until nothing is left, and says how many moved', async () => {
    const logger = mockServices.logger.mock();
    const secrets = stepwise(
      { count: 100, failed: [], after: 'u100' },
      { count: 3, failed: [] },
    );
    await reencryptSecrets({ secrets, logger });
    expect(secrets.asked).toEqual([undefined, 'u100']);
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringMatching(/^103 stored secrets .* 'new'$/),
    );
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('names what does not open, and is silent while there is nothing to do', async () => {
    const logger = mockServices.logger.mock();
    const failing = stepwise({ count: 0, failed: ['u1', 'u2'] });
    await reencryptSecrets({ secrets: failing, logger });
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('u1, u2'),
    );
    const idle = mockServices.logger.mock();
    await reencryptSecrets({
      secrets: stepwise({ count: 0, failed: [] }),
      logger: idle,
    });
    expect(idle.info).not.toHaveBeenCalled();
    expect(idle.error).not.toHaveBeenCalled();
  });

  it('ends between two steps when it is told to', async () => {
    const secrets = stepwise({ count: 1, failed: [], after: 'u1' });
    await reencryptSecrets({
      secrets,
      logger: mockServices.logger.mock(),
      signal: AbortSignal.abort(),
    });
    expect(secrets.asked).toEqual([undefined]);
  });
});
