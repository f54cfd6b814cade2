import { echoModel } from '../__testUtils__/fakeModel';
import type { Tensor } from '../tensors';
import { checkRequest } from './checkRequest';

const model = echoModel([
  { name: 'a', datatype: 'FP32', shape: [-1, 4] },
  { name: 'b', datatype: 'INT64', shape: [] },
]);

const a: Tensor = {
  name: 'a',
  datatype: 'FP32',
  shape: [1, 4],
  data: new Float32Array(4),
};
const b: Tensor = {
  name: 'b',
  datatype: 'INT64',
  shape: [],
  data: new BigInt64Array(1),
};

it.each`
  situation                            | outputs               | expected
  ${'all outputs unless asked'}        | ${undefined}          | ${['out-a', 'out-b']}
  ${'the outputs asked for, in order'} | ${['out-b', 'out-a']} | ${['out-b', 'out-a']}
`('gives $situation', ({ outputs, expected }) => {
  expect(checkRequest('m', model, { inputs: [b, a], outputs })).toEqual(
    expected,
  );
});

it.each`
  situation                  | inputs                             | outputs               | message
  ${'a missing input'}       | ${[a]}                             | ${undefined}          | ${"model 'm' also needs the input 'b'"}
  ${'no input at all'}       | ${[]}                              | ${undefined}          | ${"model 'm' also needs the inputs 'a', 'b'"}
  ${'an unknown input'}      | ${[a, b, { ...a, name: 'c' }]}     | ${undefined}          | ${"Unexpected inference input 'c' for model 'm'; it takes 'a', 'b'"}
  ${'an input given twice'}  | ${[a, a]}                          | ${undefined}          | ${"input 'a' is given more than once"}
  ${'another datatype'}      | ${[{ ...a, datatype: 'FP64' }, b]} | ${undefined}          | ${"input 'a': expected datatype FP32, got FP64"}
  ${'another rank'}          | ${[{ ...a, shape: [4] }, b]}       | ${undefined}          | ${"input 'a': expected shape [-1, 4], got [4]"}
  ${'another size'}          | ${[{ ...a, shape: [1, 5] }, b]}    | ${undefined}          | ${"input 'a': expected shape [-1, 4], got [1, 5]"}
  ${'an unknown output'}     | ${[a, b]}                          | ${['y']}              | ${"Unexpected inference output 'y' for model 'm'; it gives 'out-a', 'out-b'"}
  ${'an output asked twice'} | ${[a, b]}                          | ${['out-a', 'out-a']} | ${"output 'out-a' is requested more than once"}
`('refuses $situation', ({ inputs, outputs, message }) => {
  expect(() => checkRequest('m', model, { inputs, outputs })).toThrow(message);
});
