// One change at a time: from the request to scale until the status says that it is so, told to the catalog.
import { quantile } from './statistics.mjs';

const CHANGES = 20;
const LIMIT_MS = 30_000;
const token = JSON.stringify({ sub: 'user:default/eve' });
const headers = {
  authorization: `Bearer mock-user-token:${token}`,
  'content-type': 'application/json',
};

/** @returns milliseconds: median and p95 */
export async function measureChanges({ url, portal }) {
  const page = await (
    await fetch(`${url}/deployments?limit=${CHANGES}&state=ready`, { headers })
  ).json();
  await portal.ask({ watch: true });
  const times = [];
  for (const { ref } of page.items) times.push(await change(url, portal, ref));
  await portal.ask({ watch: false });
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

async function change(url, portal, ref) {
  const one = `${url}/deployments/${ref.cluster}/${ref.namespace}/${ref.name}`;
  const start = Date.now();
  const heardBefore = portal.heard.length;
  const response = await fetch(`${one}/scale`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ minReplicas: 2, maxReplicas: 3 }),
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
  for (let seen = heardBefore; Date.now() - start < LIMIT_MS; ) {
    const told = portal.heard
      .slice(seen)
      .filter(({ changed }) => changed?.name === ref.name);
    seen = portal.heard.length;
    const at = told.at(-1)?.at;
    if (at !== undefined) {
      const { replicas, state } = await (await fetch(one, { headers })).json();
      if (replicas.ready === 2 && state.word === 'Ready') return at - start;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error(`${ref.name} did not become what was asked for`);
}
