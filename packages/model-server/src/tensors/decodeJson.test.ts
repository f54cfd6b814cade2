import type { Datatype } from './datatypes';
import { decodeJsonData } from './decodeJson';

const decode = (
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
  acceptsMissing = false,
) =>
  decodeJsonData(datatype, shape, data, {
    subject: "input 'x'",
    acceptsMissing,
  });

it.each`
  situation                                | datatype    | shape     | data                | expected
  ${'flat data of a matrix'}               | ${'FP32'}   | ${[2, 2]} | ${[1, 2, 3, 4]}     | ${[1, 2, 3, 4]}
  ${'nested data of a matrix'}             | ${'FP32'}   | ${[2, 2]} | ${[[1, 2], [3, 4]]} | ${[1, 2, 3, 4]}
  ${'a bare scalar'}                       | ${'FP64'}   | ${[]}     | ${0.1}              | ${[0.1]}
  ${'a scalar in a list'}                  | ${'FP64'}   | ${[]}     | ${[0.1]}            | ${[0.1]}
  ${'no rows'}                             | ${'FP32'}   | ${[0, 4]} | ${[]}               | ${[]}
  ${'rows without columns'}                | ${'FP32'}   | ${[2, 0]} | ${[[], []]}         | ${[]}
  ${'integers beyond 2^53'}                | ${'INT64'}  | ${[1]}    | ${[2n ** 62n]}      | ${[2n ** 62n]}
  ${'small numbers among 64-bit integers'} | ${'UINT64'} | ${[1]}    | ${[7]}              | ${[7n]}
  ${'long integers among floats'}          | ${'FP64'}   | ${[1]}    | ${[2n ** 60n]}      | ${[2 ** 60]}
  ${'booleans'}                            | ${'BOOL'}   | ${[2]}    | ${[true, false]}    | ${[1, 0]}
  ${'texts'}                               | ${'BYTES'}  | ${[2, 1]} | ${[['a'], ['']]}    | ${['a', '']}
`('reads $situation', ({ datatype, shape, data, expected }) => {
  expect(Array.from(decode(datatype, shape, data) as never[])).toEqual(
    expected,
  );
});

it.each`
  situation                          | datatype    | shape        | data             | message
  ${'too few elements'}              | ${'FP32'}   | ${[1, 4]}    | ${[1, 2, 3]}     | ${'shape [1, 4] needs 4 elements, data has 3'}
  ${'ragged rows'}                   | ${'FP32'}   | ${[2, 2]}    | ${[[1, 2], [3]]} | ${'expected an array of 2 at depth 2, got an array of 1'}
  ${'too shallow nesting'}           | ${'FP32'}   | ${[1, 1, 1]} | ${[[1]]}         | ${'expected an array of 1 at depth 3, got 1'}
  ${'too deep nesting'}              | ${'FP32'}   | ${[1]}       | ${[[1]]}         | ${'element 0 must be a number for FP32, it is an array'}
  ${'a text among floats'}           | ${'FP32'}   | ${[2]}       | ${[1, 'two']}    | ${'element 1 must be a number for FP32, it is the string "two"'}
  ${'null among floats'}             | ${'FP32'}   | ${[1]}       | ${[null]}        | ${'element 0 must be a number for FP32, it is null'}
  ${'a number too large for FP32'}   | ${'FP32'}   | ${[1]}       | ${[1e39]}        | ${'element 0 must be a number within FP32, it is 1e+39'}
  ${'a fraction among integers'}     | ${'INT32'}  | ${[1]}       | ${[1.5]}         | ${'element 0 must be an integer from -2147483648 to 2147483647 for INT32, it is 1.5'}
  ${'an integer out of range'}       | ${'UINT8'}  | ${[1]}       | ${[256]}         | ${'element 0 must be an integer from 0 to 255 for UINT8, it is 256'}
  ${'a number no longer exact'}      | ${'INT64'}  | ${[1]}       | ${[1e17]}        | ${'element 0 must be an integer in digits'}
  ${'a negative unsigned integer'}   | ${'UINT64'} | ${[1]}       | ${[-1]}          | ${'from 0 to 18446744073709551615 for UINT64, it is -1'}
  ${'a 64-bit integer out of range'} | ${'INT64'}  | ${[1]}       | ${[2n ** 63n]}   | ${'for INT64, it is 9223372036854775808'}
  ${'a number among booleans'}       | ${'BOOL'}   | ${[1]}       | ${[1]}           | ${'element 0 must be true or false for BOOL, it is 1'}
  ${'a number among texts'}          | ${'BYTES'}  | ${[1]}       | ${[1]}           | ${'element 0 must be a string for BYTES, it is 1'}
  ${'half precision'}                | ${'FP16'}   | ${[1]}       | ${[1]}           | ${'FP16 has no JSON form'}
  ${'data that is no list'}          | ${'FP32'}   | ${[1]}       | ${{}}            | ${'data must be an array, it is an object'}
`('refuses $situation', ({ datatype, shape, data, message }) => {
  expect(() => decode(datatype, shape, data)).toThrow("input 'x'");
  expect(() => decode(datatype, shape, data)).toThrow(message);
});

it('reads null as missing where the model knows missing values', () => {
  expect(decode('FP32', [2], [null, 1], true)).toEqual(Float32Array.of(NaN, 1));
});
