import { setTimeout as delay } from 'node:timers/promises';
import { Child } from './Child.mjs';
import { clusterProgram, watcherProgram } from './programs.mjs';

const LIMIT_MS = 120_000;

/** What a driver needs to know of so many pods: bytes of memory for each, on the heap and as the machine sees it. */
export async function measureMemory(pods) {
  const clusters = await Child.start(clusterProgram, { count: 1 });
  const [port] = clusters.hello.ports;
  let watcher;
  try {
    watcher = await Child.start(watcherProgram, { port }, ['--expose-gc']);
    const before = await watcher.ask();
    // One after the other, as they come to be known; a list of all comes by pages and leaves as much
    await clusters.ask({ ask: 'pods', cluster: 0, count: pods });
    const deadline = Date.now() + LIMIT_MS;
    let after = await watcher.ask();
    while (after.replicas < pods) {
      if (Date.now() > deadline)
        throw new Error(`it knows ${after.replicas} of ${pods} pods`);
      await delay(250);
      after = await watcher.ask();
    }
    return {
      rssPerPod: (after.rssBytes - before.rssBytes) / pods,
      heapPerPod: (after.heapBytes - before.heapBytes) / pods,
      rssBytes: after.rssBytes,
    };
  } finally {
    await watcher?.stop();
    await clusters.stop();
  }
}
