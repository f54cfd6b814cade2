// List pages as browsers ask for them: over HTTP, with SQL paging, for somebody who sees everything and for somebody of
// whom the policy says conditions.
import { quantile } from './statistics.mjs';

const LIMIT = 50;
/** Tries of each page: the first ones fill the caches of a process that has just started. */
const TRIES = 4;
const DEEP_PAGES = 40;

const queries = {
  'no filter': '',
  'filter state': 'state=ready',
  'filter rare state': 'state=failed',
  'filter owner': 'owner=group:default/team-7',
  'filter cluster': 'cluster=local',
  'filter namespace': 'namespace=project-3',
  'filter runtime': 'runtime=bench-xgboost',
  'filter format': 'format=onnx',
  'search, common word': 'search=shop',
  'search, one hit': 'search=model-00042',
  'search, no hit': 'search=nowhere',
  'filters together': 'state=ready&format=onnx&namespace=project-3&search=shop',
};
for (const field of [
  'lastDeployed',
  'name',
  'state',
  'owner',
  'namespace',
  'created',
  'runtime',
  'format',
]) {
  for (const direction of ['asc', 'desc']) {
    queries[`sort ${field} ${direction}`] = `orderField=${field},${direction}`;
  }
}

const people = { all: 'user:default/eve', conditions: 'user:default/ada' };

/** @returns milliseconds by kind of page, and of all pages together */
export async function measureLists(url) {
  const byKind = {};
  const note = (kind, ms) => (byKind[kind] ??= []).push(ms);
  for (const [who, user] of Object.entries(people)) {
    const get = pageReader(url, user);
    await get('');
    for (let i = 0; i < TRIES; i++) {
      for (const [kind, query] of Object.entries(queries)) {
        const { ms } = await get(query);
        note(`${kind} (${who})`, ms);
      }
    }
    for (const sort of ['lastDeployed,desc', 'name,asc']) {
      let cursor;
      for (let page = 0; page < DEEP_PAGES; page++) {
        const more = cursor ? `&cursor=${cursor}` : '';
        const { ms, next } = await get(`orderField=${sort}${more}`);
        note(`deep pages by ${sort} (${who})`, ms);
        cursor = next;
        if (!cursor) break;
      }
    }
  }
  const all = Object.values(byKind).flat();
  const worst = Object.entries(byKind)
    .map(([kind, times]) => ({ kind, median: quantile(times, 0.5) }))
    .sort((a, b) => b.median - a.median)[0];
  return {
    requests: all.length,
    median: quantile(all, 0.5),
    p95: quantile(all, 0.95),
    worst,
    byKind,
  };
}

function pageReader(url, user) {
  // A token of the test framework's auth service, which this backend runs with
  const token = JSON.stringify({ sub: user });
  return async query => {
    const start = performance.now();
    const response = await fetch(`${url}/deployments?limit=${LIMIT}&${query}`, {
      headers: { authorization: `Bearer mock-user-token:${token}` },
    });
    const text = await response.text();
    const ms = performance.now() - start;
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    const { pageInfo, items } = JSON.parse(text);
    return { ms, next: pageInfo.nextCursor, items };
  };
}
