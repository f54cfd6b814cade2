import { parseS3Uri } from './s3Uri';

describe('parseS3Uri', () => {
  it.each`
    uri                       | bucket      | prefix       | isFolder
    ${'s3://models/iris/v1'}  | ${'models'} | ${'iris/v1'} | ${false}
    ${'s3://models/iris/v1/'} | ${'models'} | ${'iris/v1'} | ${true}
    ${'s3://models'}          | ${'models'} | ${''}        | ${true}
    ${'s3://models/'}         | ${'models'} | ${''}        | ${true}
    ${'S3://models/a b?c#d'}  | ${'models'} | ${'a b?c#d'} | ${false}
  `('$uri', ({ uri, ...expected }) => {
    expect(parseS3Uri(uri)).toEqual(expected);
  });

  it.each([
    's3://',
    's3:///key',
    's3://a',
    's3://user@models/x',
    'gs://models/x',
  ])('refuses %s', uri => {
    expect(() => parseS3Uri(uri)).toThrow(
      expect.objectContaining({ code: 'InvalidUri' }),
    );
  });
});
