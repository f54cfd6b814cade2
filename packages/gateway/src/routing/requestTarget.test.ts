import { parseRequestTarget } from './requestTarget';

describe('parseRequestTarget', () => {
  it.each`
    target                          | expected
    ${'/v2?x=1'}                    | ${{ path: '/v2?x=1' }}
    ${'http://iris.demo:80/v2/x?y'} | ${{ path: '/v2/x?y', authority: 'iris.demo:80' }}
    ${'HTTPS://iris.demo'}          | ${{ path: '/', authority: 'iris.demo' }}
    ${'http://iris.demo?x=/y'}      | ${{ path: '/?x=/y', authority: 'iris.demo' }}
    ${'http://me@iris.demo/'}       | ${undefined}
    ${'http:///x'}                  | ${undefined}
    ${'*'}                          | ${undefined}
    ${'iris.demo:443'}              | ${undefined}
    ${''}                           | ${undefined}
  `('reads $target', ({ target, expected }) => {
    expect(parseRequestTarget(target)).toEqual(expected);
  });
});
