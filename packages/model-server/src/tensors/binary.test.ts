import { decodeBinaryData } from './binary';

it.each`
  situation                           | datatype   | shape  | hex             | message
  ${'too few bytes'}                  | ${'FP32'}  | ${[2]} | ${'00000000'}   | ${'shape [2] of FP32 needs 8 bytes, got 4'}
  ${'too many bytes'}                 | ${'INT8'}  | ${[1]} | ${'0000'}       | ${'shape [1] of INT8 needs 1 bytes, got 2'}
  ${'a BOOL that is neither 0 nor 1'} | ${'BOOL'}  | ${[1]} | ${'02'}         | ${'a byte of BOOL data must be 0 or 1'}
  ${'a cut length'}                   | ${'BYTES'} | ${[1]} | ${'0100'}       | ${'BYTES element 0 ends after the data'}
  ${'a cut text'}                     | ${'BYTES'} | ${[1]} | ${'0200000061'} | ${'BYTES element 0 ends after the data'}
  ${'too few texts'}                  | ${'BYTES'} | ${[2]} | ${'0100000061'} | ${'shape [2] of BYTES needs 2 elements, data has 1'}
  ${'bytes that are not text'}        | ${'BYTES'} | ${[1]} | ${'01000000ff'} | ${'BYTES element 0 is not UTF-8 text'}
`('refuses $situation', ({ datatype, shape, hex, message }) => {
  expect(() =>
    decodeBinaryData(datatype, shape, Buffer.from(hex, 'hex'), "input 'x'"),
  ).toThrow(`input 'x': ${message}`);
});

it('reads elements that are not aligned in the body', () => {
  const body = Buffer.from('ff0000803f', 'hex').subarray(1);
  expect(decodeBinaryData('FP32', [1], body, 'x')).toEqual(Float32Array.of(1));
});
