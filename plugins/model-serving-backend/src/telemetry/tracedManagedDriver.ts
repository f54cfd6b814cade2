import type { ManagedClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import { withSpan } from './spans';

/** Each call is named, as in `tracedDriver`. */
type EveryCall = {
  readonly [Call in keyof Required<ManagedClusterDriver>]: ManagedClusterDriver[Call];
};

/** A managed driver whose calls to the cluster are spans. What it answers at once is passed on as it is. */
export function tracedManagedDriver(
  cluster: string,
  driver: ManagedClusterDriver,
): EveryCall {
  const span = <T>(
    call: string,
    run: () => Promise<T>,
    more: Record<string, string> = {},
  ): Promise<T> =>
    withSpan(
      `greenroom.driver.${call}`,
      { 'greenroom.cluster': cluster, ...more },
      run,
    );
  return {
    kind: driver.kind,
    get kinds() {
      return driver.kinds;
    },
    start: context => span('start', () => driver.start(context)),
    shutdown: () => span('shutdown', () => driver.shutdown()),
    describe: () => span('describe', () => driver.describe()),
    examine:
      driver.examine && (() => span('examine', async () => driver.examine!())),
    settings: () => span('settings', () => driver.settings()),
    write: (kind, object, options) =>
      span('write', () => driver.write(kind, object, options), {
        'greenroom.kind': kind,
      }),
    remove: (ref, uid, options) =>
      span('remove', () => driver.remove(ref, uid, options), {
        'greenroom.kind': ref.kind,
      }),
    connection:
      driver.connection &&
      ((service, name) =>
        span('connection', async () => driver.connection!(service, name))),
    takeBack: (connection, version) =>
      span('takeBack', () => driver.takeBack(connection, version)),
    hardwareProfiles:
      driver.hardwareProfiles &&
      (namespace =>
        span('hardwareProfiles', async () =>
          driver.hardwareProfiles!(namespace),
        )),
    events: (ref, limit) => span('events', () => driver.events(ref, limit)),
    request: (key, ...more) =>
      span('request', () => driver.request(key, ...more), {
        'greenroom.revision': key,
      }),
    objects: kind => driver.objects(kind),
    object: ref => driver.object(ref),
    observe: onChange => driver.observe(onChange),
    problem: namespace => driver.problem(namespace),
    observeProblems:
      driver.observeProblems &&
      (onChange => driver.observeProblems?.(onChange) ?? (() => {})),
    facts: service => driver.facts(service),
    routerFacts: graph => driver.routerFacts(graph),
    logs: query => driver.logs(query),
    routerLogs: (graph, query) => driver.routerLogs(graph, query),
  };
}
