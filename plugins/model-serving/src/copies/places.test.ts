import { clusterView } from '../__testUtils__/fixtures';
import { firstPlace, nameThere } from './places';

const original = { cluster: 'local', namespace: 'demo', name: 'iris' };
const local = clusterView({ namespaces: ['demo', 'prod'] });
const kube = clusterView({ name: 'kube', namespaces: ['prod', 'demo'] });

it.each`
  where                                     | clusters                                            | cluster    | namespace
  ${'another cluster, in its own project'}  | ${[local, kube]}                                    | ${'kube'}  | ${'demo'}
  ${'another cluster without that project'} | ${[local, { ...kube, namespaces: ['x'] }]}          | ${'kube'}  | ${'x'}
  ${'a project that may be written to'}     | ${[local, { ...kube, deniedNamespaces: ['demo'] }]} | ${'kube'}  | ${'prod'}
  ${'another project'}                      | ${[local]}                                          | ${'local'} | ${'prod'}
  ${'no cluster that does not answer'}      | ${[local, { ...kube, reachable: false }]}           | ${'local'} | ${'prod'}
  ${'its own project'}                      | ${[{ ...local, namespaces: ['demo'] }]}             | ${'local'} | ${'demo'}
`('a copy goes first to $where', ({ clusters, cluster, namespace }) => {
  const place = { cluster, namespace };
  expect(firstPlace(original, clusters)).toEqual(place);
});

it.each`
  place                                      | name
  ${{ cluster: 'kube', namespace: 'demo' }}  | ${'iris'}
  ${{ cluster: 'local', namespace: 'prod' }} | ${'iris'}
  ${{ cluster: 'local', namespace: 'demo' }} | ${'iris-copy'}
`('in $place it is called $name', ({ place, name }) => {
  expect(nameThere(original, place)).toBe(name);
});
