import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import { withSpan } from './spans';

/** Each call is named, also an optional one: what is forgotten here would be what no driver has. */
type EveryCall = {
  readonly [Call in keyof Required<ClusterDriver>]: ClusterDriver[Call];
};

/** A driver whose calls are spans, children of the pass that makes them. What it answers at once is passed on as it is. */
export function tracedDriver(
  cluster: string,
  driver: ClusterDriver,
): EveryCall {
  const span = <T>(
    call: string,
    run: () => Promise<T>,
    revision?: string,
  ): Promise<T> =>
    withSpan(
      `greenroom.driver.${call}`,
      {
        'greenroom.cluster': cluster,
        ...(revision && { 'greenroom.revision': revision }),
      },
      run,
    );
  const { examine, inventory } = driver;
  return {
    kind: driver.kind,
    start: context => span('start', () => driver.start(context)),
    beginTerm:
      driver.beginTerm &&
      (term => span('beginTerm', async () => driver.beginTerm?.(term))),
    shutdown: mode => span('shutdown', () => driver.shutdown(mode)),
    describe: () => span('describe', () => driver.describe()),
    examine: examine && (() => span('examine', () => examine.call(driver))),
    runtimes: () => span('runtimes', () => driver.runtimes()),
    runtimeProblem: runtime =>
      span('runtimeProblem', () => driver.runtimeProblem(runtime)),
    apply: (revision, replicas, scale) =>
      span(
        'apply',
        () => driver.apply(revision, replicas, scale),
        revision.key,
      ),
    drained: (key, replicaId) =>
      span('drained', () => driver.drained(key, replicaId), key),
    remove: (key, serviceUid) =>
      span('remove', () => driver.remove(key, serviceUid), key),
    expose:
      driver.expose &&
      (exposed => span('expose', async () => driver.expose?.(exposed))),
    inventory: inventory && {
      list: () => span('inventory', () => inventory.list()),
      discard: service => span('discard', () => inventory.discard(service)),
    },
    request: (key, ...more) =>
      span('request', () => driver.request(key, ...more), key),
    gateways: () => span('gateways', () => driver.gateways()),
    facts: service => driver.facts(service),
    problem: driver.problem && (namespace => driver.problem?.(namespace)),
    observeProblems:
      driver.observeProblems &&
      (onChange => driver.observeProblems?.(onChange) ?? (() => {})),
    observe: onChange => driver.observe(onChange),
    events:
      driver.events &&
      (async (service, limit) => driver.events?.(service, limit) ?? []),
    logs: query => driver.logs(query),
  };
}
