import { mockServices } from '@backstage/backend-test-utils';
import type { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import type { ActiveToken } from '../store';
import { eventually, FakeGateway } from '../testing';
import { systemClock } from '../time';
import { AccessTable } from './AccessTable';
import { GatewayLink } from './GatewayLink';
import { withAccess } from './withAccess';

const token: ActiveToken = {
  id: 'a',
  family: 'a',
  hash: 'hash of a',
  scopes: [{ kind: 'Namespace', namespace: 'demo' }],
  verbs: ['infer'],
};

describe('a revoked token', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it('leaves every gateway, also one that was out of reach meanwhile, as soon as that returns', async () => {
    const [near, far] = [
      await FakeGateway.create(),
      await FakeGateway.create(),
    ];
    cleanups.push(
      () => near.close(),
      () => far.close(),
    );
    const state = { tokens: [token], version: 1, isFarAway: false };
    const farAddress = far.address('far');
    const away: GatewayAddress = {
      ...farAddress,
      request: async (path, init) => {
        if (state.isFarAway) throw new Error('out of reach');
        return farAddress.request(path, init);
      },
    };
    const logger = mockServices.logger.mock();
    let dirtied = () => {};
    const access = await AccessTable.create({
      cluster: 'local',
      tokens: {
        active: async () => state.tokens,
        version: async () => state.version,
      },
      keyHash: () => 'key',
      onChange: () => dirtied(),
      clock: systemClock,
      logger,
    });
    cleanups.push(() => access.stop());
    let version = 0;
    const link = new GatewayLink({
      cluster: 'local',
      driver: { gateways: async () => [near.address('near'), away] },
      counters: {
        next: async () => {
          version += 1;
          return version;
        },
        epoch: async () => 'epoch',
      },
      clock: systemClock,
      random: () => 0,
      logger,
      compile: () =>
        withAccess({ routes: [], revisions: {} }, () => undefined, access),
      mayAct: () => true,
      onLive: () => {},
      onEvent: () => {},
    });
    dirtied = () => link.markDirty();
    link.start();
    cleanups.push(() => link.stop());
    link.open();
    const knows = (gateway: FakeGateway) =>
      Object.keys(gateway.current?.tokens ?? {}).length === 1;
    await eventually(
      'both know the token',
      async () => knows(near) && knows(far),
    );

    state.isFarAway = true;
    far.cut();
    Object.assign(state, { tokens: [], version: 2 });
    await eventually('the near one forgot it', async () => !knows(near));
    expect(knows(far)).toBe(true);

    state.isFarAway = false;
    await eventually('the far one forgot it', async () => !knows(far));
  });
});
