import { checkReadConditions, checkWriteConditions } from './conditions';
import { S3Error } from './S3Error';

function codeOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

describe('checkReadConditions', () => {
  it.each`
    conditions                   | code
    ${{}}                        | ${undefined}
    ${{ ifMatch: '"e"' }}        | ${undefined}
    ${{ ifMatch: 'e' }}          | ${undefined}
    ${{ ifMatch: '*' }}          | ${undefined}
    ${{ ifMatch: '"x", W/"e"' }} | ${undefined}
    ${{ ifMatch: '"x"' }}        | ${'PreconditionFailed'}
    ${{ ifNoneMatch: '"x"' }}    | ${undefined}
    ${{ ifNoneMatch: '"e"' }}    | ${'NotModified'}
    ${{ ifNoneMatch: '*' }}      | ${'NotModified'}
  `('$conditions on "e": $code', ({ conditions, code }) => {
    expect(codeOf(() => checkReadConditions(conditions, 'e'))).toBe(code);
  });
});

describe('checkWriteConditions', () => {
  it.each`
    conditions                | etag         | code
    ${{}}                     | ${'e'}       | ${undefined}
    ${{ ifNoneMatch: '*' }}   | ${undefined} | ${undefined}
    ${{ ifNoneMatch: '*' }}   | ${'e'}       | ${'PreconditionFailed'}
    ${{ ifNoneMatch: '"e"' }} | ${'e'}       | ${'NotImplemented'}
    ${{ ifMatch: '"e"' }}     | ${'e'}       | ${undefined}
    ${{ ifMatch: '"x"' }}     | ${'e'}       | ${'PreconditionFailed'}
    ${{ ifMatch: '"e"' }}     | ${undefined} | ${'NoSuchKey'}
  `('$conditions over $etag: $code', ({ conditions, etag, code }) => {
    expect(codeOf(() => checkWriteConditions(conditions, etag))).toBe(code);
  });
});
