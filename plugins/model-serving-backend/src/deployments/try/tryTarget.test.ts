import type { Endpoint } from '@greenroom/backstage-plugin-model-serving-common';
import { tryTarget } from './tryTarget';

const endpoint: Endpoint = {
  kind: 'path',
  url: 'http://localhost:8080/serving/demo/iris',
  inferUrl: '',
  protocol: 'v2',
  visibility: 'machine',
  preferred: true,
};

describe('tryTarget', () => {
  it.each([
    ['/v2/models/iris/infer', '/serving/demo/iris/v2/models/iris/infer'],
    ['/', '/serving/demo/iris/'],
    [
      '/v1/models/iris:predict?a=b&c=%2F',
      '/serving/demo/iris/v1/models/iris:predict?a=b&c=%2F',
    ],
    ['//evil.example/x', '/serving/demo/iris//evil.example/x'],
    ['/a?b=/../..', '/serving/demo/iris/a?b=/../..'],
  ])('puts %s below the endpoint', (path, expected) => {
    expect(tryTarget(endpoint, path).href).toBe(
      `http://localhost:8080${expected}`,
    );
  });

  it.each([
    'v2',
    '',
    '@evil.example/',
    ':80@evil.example/',
    '/../other',
    '/a/../../other',
    '/..',
    '/%2e%2e/other',
    '/.%2E/other',
    '/a/%2e%2e%2f..%2fother',
    '/./a',
    '/..\\other',
    '/a b',
    '/a\nHost: evil',
    '/ä',
    '/a#b',
    `/${'a'.repeat(3000)}`,
  ])('refuses %j', path => {
    expect(() => tryTarget(endpoint, path)).toThrow(/^path /);
  });

  it('does not speak gRPC', () => {
    expect(() => tryTarget({ ...endpoint, protocol: 'grpc-v2' }, '/')).toThrow(
      /grpcurl/,
    );
  });
});
