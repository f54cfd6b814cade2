import {
  ago,
  exit,
  replica,
  revision,
  world,
  stop,
  remove,
  min,
  fetching,
  starting,
  crashing,
  young,
  first,
  denied,
  noRoute,
} from '../__fixtures__/world';
import { describeDeployment } from './describeDeployment';
import { findingTable } from './findingTable';
import { stateTable } from './stateTable';

const veteran = revision(1, { replicas: [replica({ readyAt: ago(3_600) })] });

describe('the state of a deployment', () => {
  it.each`
    situation                                                              | world                                                                                                                                          | word          | tone       | headline
    ${'a ready replica behind a live route serves'}                        | ${world()}                                                                                                                                     | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'two of them'}                                                       | ${world({ revisions: [revision(1, { replicas: [replica(), replica({ id: 'r2' })] })] })}                                                       | ${'Ready'}    | ${'green'} | ${'Serving with 2 replicas'}
    ${'deletion comes before everything'}                                  | ${world({ clusterProblem: { message: 'gone', since: ago(90) } }, remove)}                                                                      | ${'Deleting'} | ${'grey'}  | ${'Draining 1 replica'}
    ${'deletion with nothing left'}                                        | ${world({ revisions: [] }, remove)}                                                                                                            | ${'Deleting'} | ${'grey'}  | ${'Being removed'}
    ${'a cluster that cannot be observed'}                                 | ${world({ clusterProblem: { message: 'refused', since: ago(120) } })}                                                                          | ${'Unknown'}  | ${'grey'}  | ${'Not observed; last known 2 min ago: Ready'}
    ${'a cluster that is not configured any more'}                         | ${world({ clusterProblem: { message: 'gone', since: ago(120), isRemoved: true } })}                                                            | ${'Unknown'}  | ${'grey'}  | ${'Its cluster is not configured any more; last known: Ready'}
    ${'a deletion that nobody carries out'}                                | ${world({ clusterProblem: { message: 'gone', since: ago(120), isRemoved: true } }, remove)}                                                    | ${'Unknown'}  | ${'grey'}  | ${'Its cluster is not configured any more; last known: Ready'}
    ${'no observation for more than 30 s'}                                 | ${world({ revisions: [revision(1, { observedAt: ago(31) })] })}                                                                                | ${'Unknown'}  | ${'grey'}  | ${'Not observed; last known 31 s ago: Ready'}
    ${'an observation 30 s old is good enough'}                            | ${world({ revisions: [revision(1, { observedAt: ago(30) })] })}                                                                                | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'stopped, and nothing runs'}                                         | ${world({ revisions: [revision(1, { replicas: [] })] }, stop)}                                                                                 | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, and nothing was ever planned'}                             | ${world({ revisions: [], ...first }, stop)}                                                                                                    | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, ended replicas do not count'}                              | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'ended' })] })] }, stop)}                                                      | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, a replica still drains'}                                   | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'draining' })] })] }, stop)}                                                   | ${'Stopping'} | ${'grey'}  | ${'Draining 1 replica'}
    ${'stopped while it failed is still stopped'}                          | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'failed', failure: denied } })] }, stop)}                                    | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'scaled to zero after it served'}                                    | ${world({ revisions: [revision(1, { replicas: [] })] }, min(0))}                                                                               | ${'Idle'}     | ${'teal'}  | ${'Scaled to zero; starts on the first request'}
    ${'scaled to zero, but the last start failed'}                         | ${world({ revisions: [revision(1, { replicas: [], failure: { code: 'NoCapacity', message: '-', at: ago(3) } })] }, min(0))}                    | ${'Failed'}   | ${'red'}   | ${'There is no free capacity for a replica'}
    ${'a new one without a plan yet'} | ${world({ revisions: [], ...first }, s => {
  s.metadata.creationTimestamp = ago(1);
})} | ${'Starting'} | ${'blue'} | ${'Choosing a runtime'}
    ${'the model is being fetched'}                                        | ${world({ revisions: [revision(1, { replicas: [], desired: 1, fetch: fetching })], ...first })}                                                | ${'Starting'} | ${'blue'}  | ${'Fetching the model: 12 of 27 MiB'}
    ${'the model is there, the server is not'}                             | ${world({ revisions: [revision(1, { replicas: [], desired: 1 })], ...first })}                                                                 | ${'Starting'} | ${'blue'}  | ${'Starting the server'}
    ${'the server runs and loads'}                                         | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                                                     | ${'Starting'} | ${'blue'}  | ${'Loading the model'}
    ${'replicas were ready at the last look, nobody could reach them yet'} | ${world({ route: noRoute, wasReachable: false })}                                                                                              | ${'Starting'} | ${'blue'}  | ${'Opening the route'}
    ${'ready replicas, the route comes'}                                   | ${world({ route: noRoute, ...first })}                                                                                                         | ${'Starting'} | ${'blue'}  | ${'Opening the route'}
    ${'a route that changes does not interrupt'}                           | ${world({ route: noRoute })}                                                                                                                   | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'nor one of replicas that have been ready for long'}                 | ${world({ revisions: [veteran], route: { ...noRoute, missingSince: ago(60) } })}                                                               | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'a route that does not come back is told of'}                        | ${world({ revisions: [veteran], route: { ...noRoute, missingSince: ago(61) } })}                                                               | ${'Failed'}   | ${'red'}   | ${'Replicas are ready, but no route leads to them'}
    ${'it is waited for as long as the last replica is ready'}             | ${world({ route: { ...noRoute, missingSince: ago(3_600) } })}                                                                                  | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'no address yet is not serving'}                                     | ${world({ route: { live: true, endpoints: [] } })}                                                                                             | ${'Starting'} | ${'blue'}  | ${'Waiting to be started'}
    ${'a server that ended once while it served restarts'}                 | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'starting', restarts: 1, lastExit: exit({ wasReady: true }) })] })] })}        | ${'Starting'} | ${'blue'}  | ${'Loading the model'}
    ${'a crash loop is not a slow start'}                                  | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                                                     | ${'Failed'}   | ${'red'}   | ${'The model could not be loaded'}
    ${'nor is it while the next try begins'}                               | ${world({ revisions: [revision(1, { replicas: [{ ...crashing, state: 'starting' }] })], ...first })}                                           | ${'Failed'}   | ${'red'}   | ${'The model could not be loaded'}
    ${'a failed fetch that will be tried again'}                           | ${world({ revisions: [revision(1, { replicas: [], desired: 1, fetch: { state: 'waiting', failure: denied, retryAt: ago(-9) } })], ...first })} | ${'Failed'}   | ${'red'}   | ${'The storage refused the credentials of the connection "models"'}
    ${'nobody acts'}                                                       | ${world({ revisions: [], ...first })}                                                                                                          | ${'Unknown'}  | ${'grey'}  | ${'Nothing acts on this deployment'}
    ${'a revision that the driver never spoke of'}                         | ${world({ revisions: [revision(1, { unknown: true })], ...first })}                                                                            | ${'Unknown'}  | ${'grey'}  | ${'Nothing acts on this deployment'}
    ${'a young one of those'}                                              | ${world({ revisions: [revision(1, { unknown: true, ...young })], ...first })}                                                                  | ${'Starting'} | ${'blue'}  | ${'Waiting to be started'}
  `('$situation: $word', ({ world: given, word, tone, headline }) => {
    const state = describeDeployment(given);
    expect({
      word: state.word,
      tone: state.tone,
      headline: state.headline,
    }).toEqual({ word, tone, headline });
    expect(stateTable[state.code].word).toBe(word);
  });
});

describe('the tables', () => {
  it('rank starting first and stopped last', () => {
    const ranked = Object.entries(stateTable).sort(
      ([, a], [, b]) => a.rank - b.rank,
    );
    expect(ranked[0][0]).toBe('starting');
    expect(ranked[ranked.length - 1][0]).toBe('stopped');
  });

  it('give every finding a place of its own', () => {
    const orders = Object.values(findingTable).map(row => row.order);
    expect(new Set(orders).size).toBe(orders.length);
  });
});
