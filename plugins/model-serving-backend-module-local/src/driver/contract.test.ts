import { describeClusterDriver } from '@greenroom/backstage-plugin-model-serving-node/testing';
import { LocalTestBed, pidOf, revision } from '../__testUtils__/LocalTestBed';

jest.setTimeout(300_000);

describeClusterDriver('LocalClusterDriver', async () => {
  const bed = await LocalTestBed.create();
  return {
    started: () => bed.started({ timing: { drainLimitMs: 60_000 } }),
    revision: name => revision({}, name),
    brokenRevision: name => revision({ behavior: 'exit:1' }, name),
    say: async (driver, { key }, replica) => {
      await driver.request(key, replica, '/say?text=something');
    },
    crash: async replica => {
      process.kill(pidOf(replica), 'SIGKILL');
    },
    isAlive: async replica =>
      (await bed.host.identify(pidOf(replica))) !== undefined,
    close: () => bed.close(),
  };
});
