import { V2Part, v2Form } from './v2Form';

interface TestInput {
  readonly [member: string]: unknown;
}

const input = (shape: readonly number[], data: unknown, more: TestInput = {}) =>
  ({ name: 'x', shape, datatype: 'FP32', data, ...more } as const);
const read = (request: unknown) =>
  v2Form.read(Buffer.from(JSON.stringify(request))) as V2Part | undefined;
const partsOf = (...texts: string[]) =>
  texts.map(text => v2Form.read(Buffer.from(text)) as V2Part);
const answers = (answer: string, parts: readonly V2Part[]) => {
  const split = v2Form.split(Buffer.from(answer), parts, 'b-1');
  return 'problem' in split ? split : split.map(String);
};

describe('a request of the V2 protocol', () => {
  it.each`
    what                         | request
    ${'parameters'}              | ${{ inputs: [input([1, 2], [1, 2])], parameters: {} }}
    ${'parameters of an input'}  | ${{ inputs: [input([1, 2], [1, 2], { parameters: {} })] }}
    ${'parameters of outputs'}   | ${{ inputs: [input([1], [1])], outputs: [{ name: 'y', parameters: {} }] }}
    ${'an id that is no text'}   | ${{ id: 1, inputs: [input([1], [1])] }}
    ${'no inputs'}               | ${{ inputs: [] }}
    ${'inputs that are no list'} | ${{ inputs: {} }}
    ${'a list'}                  | ${[1]}
    ${'nothing as an input'}     | ${{ inputs: [null] }}
    ${'no data'}                 | ${{ inputs: [input([1], undefined)] }}
    ${'no rows'}                 | ${{ inputs: [input([0, 2], [])] }}
    ${'no dimension'}            | ${{ inputs: [input([], [1])] }}
    ${'a dimension below 0'}     | ${{ inputs: [input([-1, 2], [1, 2])] }}
    ${'too few elements'}        | ${{ inputs: [input([2, 2], [1, 2, 3])] }}
    ${'a row that is short'}     | ${{ inputs: [input([2, 2], [[1, 2], [3]])] }}
    ${'rows that are too deep'}  | ${{ inputs: [input([1, 2], [[1, [2]]])] }}
    ${'inputs of other sizes'}   | ${{ inputs: [input([1], [1]), input([2], [1, 2], { name: 'z' })] }}
  `('with $what goes by itself', ({ request }) => {
    expect(read(request)).toBeUndefined();
  });

  it('goes by itself where it is not JSON: the model says what is wrong', () => {
    expect(v2Form.read(Buffer.from('{'))).toBeUndefined();
    expect(v2Form.read(Buffer.from([0x7b, 0xff]))).toBeUndefined();
  });

  it.each`
    what                 | other                                                                  | isAlike
    ${'more rows'}       | ${{ inputs: [input([3, 2], [1, 2, 3, 4, 5, 6])] }}                     | ${true}
    ${'an id'}           | ${{ id: 'a', inputs: [input([1, 2], [1, 2])] }}                        | ${true}
    ${'another name'}    | ${{ inputs: [input([1, 2], [1, 2], { name: 'y' })] }}                  | ${false}
    ${'another type'}    | ${{ inputs: [input([1, 2], [1, 2], { datatype: 'INT32' })] }}          | ${false}
    ${'other rows'}      | ${{ inputs: [input([1, 3], [1, 2, 3])] }}                              | ${false}
    ${'rows in lists'}   | ${{ inputs: [input([1, 2], [[1, 2]])] }}                               | ${false}
    ${'one output only'} | ${{ inputs: [input([1, 2], [1, 2])], outputs: [{ name: 'a' }] }}       | ${false}
    ${'one more input'}  | ${{ inputs: [input([1, 2], [1, 2]), input([1], [1], { name: 'z' })] }} | ${false}
  `('with $what goes with others: $isAlike', ({ other, isAlike }) => {
    const plain = read({ inputs: [input([1, 2], [1, 2])] });
    expect(read(other)?.signature === plain?.signature).toBe(isAlike);
  });

  it('is joined with others byte by byte', () => {
    const parts = partsOf(
      '{"id":"a","inputs":[{"name":"n","shape":[1,2],"datatype":"FP64","data":[ 1.10, 9007199254740993 ]},{"name":"m","shape":[1],"datatype":"BYTES","data":["é"]}]}',
      '{"inputs":[{"name":"n","shape":[2,2],"datatype":"FP64","data":[3,4,5,6]},{"datatype":"BYTES","name":"m","shape":[2],"data":["b","]"]}]}',
    );
    expect(parts.map(({ size }) => size)).toEqual([1, 2]);
    expect(parts[0].signature).toBe(parts[1].signature);
    expect(v2Form.join(parts).toString()).toBe(
      '{"inputs":[{"name":"n","shape":[3,2],"datatype":"FP64","data":[1.10, 9007199254740993,3,4,5,6]},{"name":"m","shape":[3],"datatype":"BYTES","data":["é","b","]"]}]}',
    );
  });

  it('keeps rows in lists, and the outputs that are asked for', () => {
    const one =
      '{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[[1,2]]}],"outputs":[{"name":"y"}]}';
    expect(v2Form.join(partsOf(one, one)).toString()).toBe(
      '{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[1,2]]}],"outputs":[{"name":"y"}]}',
    );
  });
});

describe('the answer to a batch of V2', () => {
  const parts = partsOf(
    '{"id":"a","inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}',
    '{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[3]}]}',
  );
  const answer = (outputs: string) =>
    `{"model_name":"m","id":"other","parameters":null,"outputs":${outputs}}`;

  it('gives each one its rows, its id and nothing of the others', () => {
    expect(
      answers(
        answer(
          '[{"name":"y","shape":[3],"datatype":"INT64","data":[9007199254740993,2,3]},{"name":"p","datatype":"FP32","shape":[3,2],"parameters":{},"data":[0.10,0.9,0.2,0.8,0.3,0.7]}]',
        ),
        parts,
      ),
    ).toEqual([
      '{"model_name":"m","parameters":null,"id":"a","outputs":[{"name":"y","shape":[2],"datatype":"INT64","data":[9007199254740993,2]},{"name":"p","datatype":"FP32","shape":[2,2],"parameters":{},"data":[0.10,0.9,0.2,0.8]}]}',
      '{"model_name":"m","parameters":null,"outputs":[{"name":"y","shape":[1],"datatype":"INT64","data":[3]},{"name":"p","datatype":"FP32","shape":[1,2],"parameters":{},"data":[0.3,0.7]}]}',
    ]);
  });

  it('divides rows in lists', () => {
    const split = answers(
      answer('[{"name":"y","shape":[3,2],"data":[[1,2],[3,4],[5,6]]}]'),
      parts,
    ) as string[];
    expect(split.map(text => JSON.parse(text).outputs[0].data)).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [[5, 6]],
    ]);
  });

  it.each`
    body                                                         | problem
    ${'<html>'}                                                  | ${'the answer has no list of outputs'}
    ${'{"outputs":{}}'}                                          | ${'the answer has no list of outputs'}
    ${'{"outputs":[1]}'}                                         | ${'output without a name does not have a row for each input row'}
    ${'{"outputs":[{"name":"y"}]}'}                              | ${'output "y" does not have a row for each input row'}
    ${'{"outputs":[{"name":"y","shape":[],"data":[1]}]}'}        | ${'output "y" does not have a row for each input row'}
    ${'{"outputs":[{"name":"y","shape":[2],"data":[1,2]}]}'}     | ${'output "y" does not have a row for each input row'}
    ${'{"outputs":[{"name":"y","shape":[3],"data":[1,2]}]}'}     | ${'data of output "y" does not fit its shape'}
    ${'{"outputs":[{"name":"y","shape":[3]}]}'}                  | ${'data of output "y" does not fit its shape'}
    ${'{"outputs":[{"name":"y","shape":[3,2],"data":[1,2,3]}]}'} | ${'data of output "y" does not fit its shape'}
  `('$body does not fit: $problem', ({ body, problem }) => {
    expect(answers(body, parts)).toEqual({ problem });
  });
});
