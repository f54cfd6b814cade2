import { listBuckets, listObjects } from './buckets';
import { completeMultipartUpload, uploadPart } from './multipart';
import { copyObject, deleteObjects, getObject, putObject } from './objects';
import { routeRequest } from './route';

function route(method: string, target: string, isCopy = false) {
  const url = new URL(target, 'http://host');
  const [, bucket, key] = url.pathname.split('/');
  return routeRequest({
    method,
    bucket: bucket || undefined,
    key: key || undefined,
    query: [...url.searchParams],
    isCopy,
  });
}

describe('routeRequest', () => {
  it.each`
    method    | target                            | operation
    ${'GET'}  | ${'/'}                            | ${listBuckets}
    ${'GET'}  | ${'/b?list-type=2&prefix=x'}      | ${listObjects}
    ${'POST'} | ${'/b?delete'}                    | ${deleteObjects}
    ${'GET'}  | ${'/b/k?x-id=GetObject'}          | ${getObject}
    ${'HEAD'} | ${'/b/k?X-Amz-Signature=1'}       | ${getObject}
    ${'PUT'}  | ${'/b/k?x-id=PutObject'}          | ${putObject}
    ${'PUT'}  | ${'/b/k?partNumber=1&uploadId=u'} | ${uploadPart}
    ${'POST'} | ${'/b/k?uploadId=u'}              | ${completeMultipartUpload}
  `('$method $target', ({ method, target, operation }) => {
    expect(route(method, target)).toBe(operation);
  });

  it('tells a copy from a write', () => {
    expect(route('PUT', '/b/k', true)).toBe(copyObject);
  });

  it.each`
    method      | target
    ${'GET'}    | ${'/b?acl'}
    ${'GET'}    | ${'/b/k?versionId=1'}
    ${'PUT'}    | ${'/b?policy'}
    ${'DELETE'} | ${'/b'}
    ${'PUT'}    | ${'/b/k?partNumber=1'}
    ${'PATCH'}  | ${'/b/k'}
  `('says that $method $target is not implemented', ({ method, target }) => {
    expect(() => route(method, target)).toThrow(
      expect.objectContaining({ code: 'NotImplemented' }),
    );
  });
});
