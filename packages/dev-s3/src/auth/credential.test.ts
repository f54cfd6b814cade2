import { parseCredentials } from './credential';

describe('parseCredentials', () => {
  it('reads key pairs, with and without buckets', () => {
    const credentials = [
      { accessKeyId: 'A', secretAccessKey: 's' },
      { accessKeyId: 'B', secretAccessKey: 't', buckets: ['models'] },
    ];
    expect(parseCredentials(JSON.stringify(credentials))).toEqual(credentials);
  });

  it.each`
    json                                                              | message
    ${'[{"secretAccessKey":"hidden"'}                                 | ${'not valid JSON'}
    ${'[]'}                                                           | ${'at least one'}
    ${'{}'}                                                           | ${'at least one'}
    ${'[null]'}                                                       | ${'[0].accessKeyId'}
    ${'[{"accessKeyId":"a/b","secretAccessKey":"hidden"}]'}           | ${'[0].accessKeyId'}
    ${'[{"accessKeyId":"A"}]'}                                        | ${'[0].secretAccessKey'}
    ${'[{"accessKeyId":"A","secretAccessKey":"hidden","buckets":1}]'} | ${'[0].buckets'}
  `('says what is wrong with $json, without secrets', ({ json, message }) => {
    const attempt = () => parseCredentials(json);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('hidden');
  });
});
