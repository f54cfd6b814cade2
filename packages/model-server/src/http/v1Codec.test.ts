import { echoModel } from '../__testUtils__/fakeModel';
import type { Tensor } from '../tensors';
import { decodeV1Request, encodeV1Answer } from './v1Codec';

const rows = echoModel([{ name: 'x', datatype: 'FP32', shape: [-1, 2] }]);
const scalars = echoModel([{ name: 'x', datatype: 'INT64', shape: [-1] }]);
const several = echoModel([
  { name: 'age', datatype: 'INT32', shape: [-1] },
  { name: 'embedding', datatype: 'FP32', shape: [-1, 2] },
]);

it.each`
  situation                       | model      | document                                                                         | expected
  ${'rows'}                       | ${rows}    | ${{ instances: [[1, 2], [3, 4]] }}                                               | ${[['x', [2, 2], [1, 2, 3, 4]]]}
  ${'rows under "inputs"'}        | ${rows}    | ${{ inputs: [[1, 2]] }}                                                          | ${[['x', [1, 2], [1, 2]]]}
  ${'objects for a single input'} | ${rows}    | ${{ instances: [{ x: [1, 2] }] }}                                                | ${[['x', [1, 2], [1, 2]]]}
  ${'scalars'}                    | ${scalars} | ${{ instances: [1, 2, 3] }}                                                      | ${[['x', [3], [1n, 2n, 3n]]]}
  ${'objects by input name'}      | ${several} | ${{ instances: [{ age: 1, embedding: [2, 3] }, { embedding: [5, 6], age: 4 }] }} | ${[['age', [2], [1, 4]], ['embedding', [2, 2], [2, 3, 5, 6]]]}
`('batches $situation', ({ model, document, expected }) => {
  const tensors = decodeV1Request(model, document).map(
    ({ name, shape, data }) => [name, shape, Array.from(data as never[])],
  );
  expect(tensors).toEqual(expected);
});

it.each`
  situation                         | model      | document                                | message
  ${'no instances'}                 | ${rows}    | ${{}}                                   | ${'Expected "instances" to be a list'}
  ${'a document that is no object'} | ${rows}    | ${[1]}                                  | ${'Expected "instances" to be a list'}
  ${'an empty list'}                | ${rows}    | ${{ instances: [] }}                    | ${'at least one instance'}
  ${'rows of different length'}     | ${rows}    | ${{ instances: [[1, 2], [3]] }}         | ${"input 'x': nested data does not fit shape [2, 2]"}
  ${'a list for several inputs'}    | ${several} | ${{ instances: [[1, 2]] }}              | ${"instances[0] must be an object with the inputs 'age', 'embedding'"}
  ${'a missing input'}              | ${several} | ${{ instances: [{ age: 1 }] }}          | ${"instances[0] lacks the input 'embedding'"}
  ${'an input too many'}            | ${rows}    | ${{ instances: [{ x: [1, 2], y: 1 }] }} | ${"instances[0] has an unexpected input 'y'"}
`('refuses $situation', ({ model, document, message }) => {
  expect(() => decodeV1Request(model, document)).toThrow(message);
});

const label: Tensor = {
  name: 'label',
  datatype: 'INT64',
  shape: [2],
  data: BigInt64Array.of(1n, 2n ** 60n),
};
const matrix: Tensor = {
  name: 'm',
  datatype: 'FP32',
  shape: [2, 2, 1],
  data: Float32Array.of(1, 2, 3, 4),
};

it('answers rows for one output and objects by name for several', () => {
  expect(encodeV1Answer(2, [matrix])).toBe(
    '{"predictions":[[[1],[2]],[[3],[4]]]}',
  );
  expect(encodeV1Answer(2, [label, matrix])).toBe(
    '{"predictions":[{"label":1,"m":[[1],[2]]},{"label":1152921504606846976,"m":[[3],[4]]}]}',
  );
});

it('refuses outputs that are not one row per instance', () => {
  expect(() => encodeV1Answer(3, [label])).toThrow(
    "output 'label' has shape [2], not one row for each of the 3 instances; use the V2 protocol",
  );
});
