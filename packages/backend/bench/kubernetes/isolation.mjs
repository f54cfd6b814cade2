import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child } from './Child.mjs';
import { entryOf } from './memoryClusters.mjs';
import { Portal } from './Portal.mjs';
import { clusterProgram } from './programs.mjs';
import { certificate, TlsDoor } from './TlsDoor.mjs';
import { NAMESPACE, TwoClusters } from './TwoClusters.mjs';

/**
 * How long it takes from a call that asks for another number of replicas until the API server of a cluster is told, while
 * another cluster is well, hangs, fails, or shows the certificate of somebody else: ms, by what the other one does.
 */
export async function measureIsolation({ rounds, changes }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenroom-isolation-'));
  const clusters = await Child.start(clusterProgram, { count: 2 });
  const [steadyPort, faultyPort] = clusters.hello.ports;
  const known = await certificate(folder, 'known');
  const stranger = await certificate(folder, 'stranger');
  const door = known && (await TlsDoor.open(faultyPort, known));
  let portal;
  try {
    portal = await Portal.start({
      namespaces: [NAMESPACE],
      clusters: [
        entryOf('steady', `http://127.0.0.1:${steadyPort}`, {
          skipTLSVerify: true,
        }),
        door
          ? entryOf('faulty', `https://127.0.0.1:${door.port}`, {
              caData: known.cert.toString('base64'),
            })
          : entryOf('faulty', `http://127.0.0.1:${faultyPort}`, {
              skipTLSVerify: true,
            }),
      ],
    });
    const bench = new TwoClusters(portal, clusters);
    await bench.deploy();
    const faults = {
      'answers 500': () => bench.fault(500),
      ...(door && {
        'shows a bad certificate': async () => {
          door.show(stranger);
          return async () => door.show(known);
        },
      }),
      hangs: () => bench.fault('hang'),
    };
    const times = { 'is well': [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, begin] of Object.entries(faults)) {
        // Its own changes are under way when those of the other one come
        await bench.disturb();
        const well = await bench.changes(changes);
        await bench.recovered();
        const end = await begin();
        await bench.disturb();
        const ill = await bench.changes(changes);
        await end();
        await bench.recovered();
        // The round before the first warms up
        if (round < 0) continue;
        times['is well'].push(...well);
        times[name] = [...(times[name] ?? []), ...ill];
      }
    }
    return times;
  } finally {
    await portal?.stop();
    await door?.close();
    await clusters.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
