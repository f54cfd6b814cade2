import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { KubeClient } from '../client';
import { demandVersion } from './demandVersion';
import { managedNeeds, nativeNeeds } from './needs';

describe('demandVersion', () => {
  let server: FakeApiServer;
  let client: KubeClient;

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
  });

  afterEach(async () => {
    client.close();
    await server.close();
  });

  it.each([
    ['v1.30.0', nativeNeeds(5)],
    ['v1.35.4+k3s1', nativeNeeds(5)],
    ['v2.0.0', nativeNeeds(5)],
    ['v1.22.17', nativeNeeds(0)],
    ['v1.25.0', managedNeeds],
    ['', nativeNeeds(5)],
    ['something else', nativeNeeds(5)],
  ])('goes on on %s', async (version, needs) => {
    server.gitVersion = version;
    await expect(demandVersion(client, needs)).resolves.toBeUndefined();
  });

  it.each([
    [
      'v1.29.4-gke.1000',
      nativeNeeds(5),
      'the cluster runs Kubernetes v1.29.4-gke.1000, and Greenroom needs 1.30 for pods that go on serving for 5 s after they were told to end. Ask who runs the cluster to update it, or set drainSeconds to 0 for this cluster',
    ],
    [
      'v1.9.11',
      nativeNeeds(0),
      'the cluster runs Kubernetes v1.9.11, and Greenroom needs 1.22 for server-side apply and the cost by which it is chosen which pod goes. Ask who runs the cluster to update it',
    ],
    [
      'v1.21.0',
      nativeNeeds(5),
      /needs 1\.22 for .*, 1\.30 for .*\. Ask who runs the cluster to update it$/,
    ],
    ['v1.24.1', managedNeeds, /needs 1\.25 for fields .* refused/],
  ])('does not on %s, and says why', async (version, needs, message) => {
    server.gitVersion = version;
    await expect(demandVersion(client, needs)).rejects.toThrow(message);
    expect(server.calls).toEqual(['GET /version']);
  });

  it('goes on where the portal may not ask, and not where nobody answers', async () => {
    server.fault = () => 403;
    await expect(demandVersion(client, nativeNeeds(5))).resolves.toBe(
      undefined,
    );
    server.fault = () => 503;
    await expect(demandVersion(client, nativeNeeds(5))).rejects.toThrow('503');
  });
});
