import { V1Part, v1Form } from './v1Form';

const read = (body: string | Buffer) => v1Form.read(Buffer.from(body));
const partsOf = (...bodies: string[]) =>
  bodies.map(body => read(body) as V1Part);
const answers = (answer: string, parts: readonly V1Part[]) => {
  const split = v1Form.split(Buffer.from(answer), parts, 'b-1');
  return 'problem' in split ? split : split.map(String);
};

describe('a request of the V1 protocol', () => {
  it.each`
    body                         | problem
    ${''}                        | ${"can't Unmarshal body"}
    ${'{'}                       | ${"can't Unmarshal body"}
    ${'[]'}                      | ${"can't Unmarshal body"}
    ${'null'}                    | ${"can't Unmarshal body"}
    ${Buffer.from([0x7b, 0xff])} | ${"can't Unmarshal body"}
    ${'{"instances":{}}'}        | ${"can't Unmarshal body"}
    ${'{"instances":1}'}         | ${"can't Unmarshal body"}
    ${'{"instances":[]}'}        | ${'no instances in the request'}
    ${'{"instances":null}'}      | ${'no instances in the request'}
    ${'{"inputs":[1]}'}          | ${'no instances in the request'}
    ${'{}'}                      | ${'no instances in the request'}
  `('$body is refused: $problem', ({ body, problem }) => {
    expect(read(body)).toEqual({ problem });
  });

  it('goes by itself if it says more than its instances', () => {
    expect(read('{"instances":[1],"signature_name":"a"}')).toBeUndefined();
  });

  it('is joined with others byte by byte', () => {
    const parts = partsOf(
      '{"instances":[[1.10, 9007199254740993], {"b":1,"a":"é"}]}',
      ' {"instances" : [ "x" ]}',
    );
    expect(parts.map(({ size }) => size)).toEqual([2, 1]);
    expect(v1Form.join(parts).toString()).toBe(
      '{"instances":[[1.10, 9007199254740993],{"b":1,"a":"é"},"x"]}',
    );
  });
});

describe('the answer to a batch', () => {
  const parts = partsOf(
    '{"instances":[1,2]}',
    '{"instances":[3]}',
    '{"instances":[4]}',
  );

  it("gives each one its own predictions in KServe's shape", () => {
    expect(
      answers(
        '{"predictions":[10, 2.0,[3],{"b":0,"a":9007199254740993}]}',
        parts,
      ),
    ).toEqual([
      '{"message":"","batchId":"b-1","predictions":[10,2.0]}',
      '{"message":"","batchId":"b-1","predictions":[[3]]}',
      '{"message":"","batchId":"b-1","predictions":[{"b":0,"a":9007199254740993}]}',
    ]);
  });

  it.each`
    answer                           | problem
    ${'{"predictions":[1,2,3]}'}     | ${'size of prediction is not equal to the size of instances'}
    ${'{"predictions":[1,2,3,4,5]}'} | ${'size of prediction is not equal to the size of instances'}
    ${'{"predictions":[]}'}          | ${'size of prediction is not equal to the size of instances'}
    ${'{"predictions":{"a":[1,2]}}'} | ${"can't Unmarshal body"}
    ${'{}'}                          | ${"can't Unmarshal body"}
    ${'<html>'}                      | ${"can't Unmarshal body"}
    ${''}                            | ${"can't Unmarshal body"}
  `('$answer does not fit: $problem', ({ answer, problem }) => {
    expect(answers(answer, parts)).toEqual({ problem });
  });
});
