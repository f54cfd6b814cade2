import * as fc from 'fast-check';
import { RouteIndex } from './routeIndex';

const index = RouteIndex.create([
  {
    id: 'iris',
    hosts: ['iris.demo.example.com'],
    pathPrefix: '/serving/demo/iris',
  },
  { id: 'iris-v2', hosts: [], pathPrefix: '/serving/demo/iris-v2' },
  { id: 'nested', hosts: [], pathPrefix: '/serving/demo/iris/nested' },
  { id: 'shallow', hosts: [], pathPrefix: '/serving' },
  { id: 'capital', hosts: ['Upper.Example.com'] },
  { id: 'literal', hosts: ['[::1]'] },
  { id: 'second', hosts: ['iris.demo.example.com'], pathPrefix: '/serving' },
]);

describe('RouteIndex', () => {
  it.each`
    situation                                  | host                            | path                                         | route        | rest
    ${'a prefix is stripped'}                  | ${'localhost'}                  | ${'/serving/demo/iris/v2/models/iris/infer'} | ${'iris'}    | ${'/v2/models/iris/infer'}
    ${'the query is kept'}                     | ${'localhost'}                  | ${'/serving/demo/iris/v2?a=/b&c'}            | ${'iris'}    | ${'/v2?a=/b&c'}
    ${'a bare prefix becomes the root'}        | ${'localhost'}                  | ${'/serving/demo/iris'}                      | ${'iris'}    | ${'/'}
    ${'a bare prefix with a query too'}        | ${'localhost'}                  | ${'/serving/demo/iris?x=1'}                  | ${'iris'}    | ${'/?x=1'}
    ${'a trailing slash is the root'}          | ${'localhost'}                  | ${'/serving/demo/iris/'}                     | ${'iris'}    | ${'/'}
    ${'a prefix ends at a segment'}            | ${'localhost'}                  | ${'/serving/demo/iris-v2/x'}                 | ${'iris-v2'} | ${'/x'}
    ${'the longest prefix wins'}               | ${'localhost'}                  | ${'/serving/demo/iris/nested/x'}             | ${'nested'}  | ${'/x'}
    ${'a shorter prefix takes what is left'}   | ${'localhost'}                  | ${'/serving/demo/other/x'}                   | ${'shallow'} | ${'/demo/other/x'}
    ${'hosts win and keep the path'}           | ${'iris.demo.example.com'}      | ${'/serving/demo/iris-v2/x'}                 | ${'iris'}    | ${'/serving/demo/iris-v2/x'}
    ${'the port of a host does not count'}     | ${'iris.demo.example.com:8080'} | ${'/v2'}                                     | ${'iris'}    | ${'/v2'}
    ${'hosts compare without case'}            | ${'IRIS.demo.Example.COM'}      | ${'/v2'}                                     | ${'iris'}    | ${'/v2'}
    ${'configured hosts too'}                  | ${'upper.example.com'}          | ${'/v2'}                                     | ${'capital'} | ${'/v2'}
    ${'a trailing dot is the same host'}       | ${'iris.demo.example.com.'}     | ${'/v2'}                                     | ${'iris'}    | ${'/v2'}
    ${'an address literal keeps its brackets'} | ${'[::1]:8080'}                 | ${'/v2'}                                     | ${'literal'} | ${'/v2'}
    ${'dots do not climb to another route'}    | ${'localhost'}                  | ${'/serving/demo/iris/../iris-v2/x'}         | ${'iris'}    | ${'/../iris-v2/x'}
    ${'encoded slashes are no boundary'}       | ${'localhost'}                  | ${'/serving/demo/iris%2Fnested/x'}           | ${'shallow'} | ${'/demo/iris%2Fnested/x'}
    ${'encoded letters are other letters'}     | ${'localhost'}                  | ${'/serving/demo/%69ris/x'}                  | ${'shallow'} | ${'/demo/%69ris/x'}
    ${'a question mark ends the path'}         | ${'localhost'}                  | ${'/serving?/demo/iris'}                     | ${'shallow'} | ${'/?/demo/iris'}
  `('$situation', ({ host, path, route, rest }) => {
    const match = index.match(host, path);
    expect(match?.route.id).toBe(route);
    expect(match?.path).toBe(rest);
  });

  it.each([
    '/',
    '/v2/models',
    '/servings/x',
    '//serving/demo/iris',
    '?x',
    '/Serving/x',
  ])('knows nothing of %s', path => {
    expect(index.match('localhost', path)).toBeUndefined();
  });

  it('matches nothing when there are no routes', () => {
    expect(RouteIndex.create([]).match('a', '/b')).toBeUndefined();
  });

  it('finds what a look at every prefix finds, whatever they have in common', () => {
    const segment = fc.constantFrom('a', 'ab', 'b', 'serving', 'components');
    const path = fc
      .array(segment, { minLength: 1, maxLength: 5 })
      .map(segments => `/${segments.join('/')}`);
    fc.assert(
      fc.property(fc.uniqueArray(path), path, (prefixes, asked) => {
        const routes = prefixes.map(pathPrefix => ({ hosts: [], pathPrefix }));
        const [longest] = prefixes
          .filter(prefix => `${asked}/`.startsWith(`${prefix}/`))
          .sort((a, b) => b.length - a.length);
        const match = RouteIndex.create(routes).match('localhost', asked);
        expect(match?.route.pathPrefix).toBe(longest);
      }),
    );
  });
});
