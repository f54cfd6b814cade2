import { route } from './route';

it.each`
  method    | url                                 | expected
  ${'GET'}  | ${'/'}                              | ${{ kind: 'alive' }}
  ${'GET'}  | ${'/metrics?x=1'}                   | ${{ kind: 'metrics' }}
  ${'GET'}  | ${'/v1/models'}                     | ${{ kind: 'v1Models' }}
  ${'GET'}  | ${'/v1/models/m'}                   | ${{ kind: 'v1Model', model: 'm' }}
  ${'POST'} | ${'/v1/models/m:predict'}           | ${{ kind: 'v1Predict', model: 'm' }}
  ${'POST'} | ${'/v1/models/a:b:predict'}         | ${{ kind: 'v1Predict', model: 'a:b' }}
  ${'POST'} | ${'/v1/models/m:explain'}           | ${{ kind: 'v1Explain', model: 'm' }}
  ${'GET'}  | ${'/v2'}                            | ${{ kind: 'serverMetadata' }}
  ${'GET'}  | ${'/v2/'}                           | ${{ kind: 'serverMetadata' }}
  ${'GET'}  | ${'/v2/health/live'}                | ${{ kind: 'live' }}
  ${'GET'}  | ${'/v2/health/ready'}               | ${{ kind: 'ready' }}
  ${'GET'}  | ${'/v2/models'}                     | ${{ kind: 'v2Models' }}
  ${'POST'} | ${'/v2/repository/index'}           | ${{ kind: 'repositoryIndex' }}
  ${'GET'}  | ${'/v2/models/a%20b'}               | ${{ kind: 'modelMetadata', model: 'a b' }}
  ${'GET'}  | ${'/v2/models/m/versions/1'}        | ${{ kind: 'modelMetadata', model: 'm', version: '1' }}
  ${'GET'}  | ${'/v2/models/m/ready'}             | ${{ kind: 'modelReady', model: 'm' }}
  ${'GET'}  | ${'/v2/models/m/versions/2/ready'}  | ${{ kind: 'modelReady', model: 'm', version: '2' }}
  ${'POST'} | ${'/v2/models/m/infer'}             | ${{ kind: 'infer', model: 'm' }}
  ${'POST'} | ${'/v2/models/m/versions/1/infer'}  | ${{ kind: 'infer', model: 'm', version: '1' }}
  ${'POST'} | ${'/v2/repository/models/m/load'}   | ${{ kind: 'load', model: 'm' }}
  ${'POST'} | ${'/v2/repository/models/m/unload'} | ${{ kind: 'unload', model: 'm' }}
  ${'GET'}  | ${'/v2/models/m/infer'}             | ${{ kind: 'methodNotAllowed', allow: 'POST' }}
  ${'POST'} | ${'/v2/health/live'}                | ${{ kind: 'methodNotAllowed', allow: 'GET' }}
  ${'GET'}  | ${'/v3'}                            | ${{ kind: 'notFound' }}
  ${'GET'}  | ${'/v2/models//ready'}              | ${{ kind: 'notFound' }}
  ${'GET'}  | ${'/v2/models/m/ready/more'}        | ${{ kind: 'notFound' }}
  ${'POST'} | ${'/v2/models/m/generate'}          | ${{ kind: 'notFound' }}
  ${'POST'} | ${'/v1/models/:predict'}            | ${{ kind: 'notFound' }}
  ${'GET'}  | ${'/%zz'}                           | ${{ kind: 'notFound' }}
`('$method $url is $expected', ({ method, url, expected }) => {
  expect(route(method, url)).toEqual(expected);
});
