import { join } from 'node:path';
import {
  BuiltProgram,
  call,
  GrpcClient,
  MODELS,
  readRows,
  readXgboostReference,
  type AnswerDocument,
  type AnswerTensor,
  type LabelledRows,
} from './__testUtils__';

jest.setTimeout(300_000);

interface ClassifierRow {
  readonly label: number;
  readonly probabilities: readonly number[];
}

interface Answers {
  readonly label?: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
}

const iris = readRows('iris-test');
const digits = readRows('digits-test');

/** Known rows by index: [label, probabilities]. */
const LOGREG = {
  0: [0.0081956, 0.7396619, 0.2521425],
  5: [0.9676481, 0.0323506, 0.0000013],
};
const FOREST = { 0: [0, 0.8958335, 0.1041667] };
/** All but the class 9 of row 0 are unknown. */
const DIGITS = { 0: [...new Array<undefined>(9), 0.8520724] };
const BOOSTED = Object.fromEntries(readXgboostReference().entries());

describe.each`
  file                  | rows      | correct | known
  ${'iris-logreg.onnx'} | ${iris}   | ${48}   | ${LOGREG}
  ${'iris-rf.onnx'}     | ${iris}   | ${46}   | ${FOREST}
  ${'digits-mlp.onnx'}  | ${digits} | ${356}  | ${DIGITS}
  ${'iris-xgb.json'}    | ${iris}   | ${46}   | ${BOOSTED}
`('$file', ({ file, rows, correct, known }) => {
  let program: BuiltProgram;
  let port: number;
  let grpc: GrpcClient;

  beforeAll(async () => {
    program = BuiltProgram.build();
    const server = await program.serve(join(MODELS, file), '--grpc_port=0');
    port = server.port;
    grpc = new GrpcClient(await server.grpcPort());
  });

  afterAll(() => {
    grpc.close();
    program.remove();
  });

  /** What is wrong with the answers to all rows, in words. */
  function faults({ label, probabilities }: Answers): string[] {
    const { y } = rows as LabelledRows;
    const labels = probabilities.map(argMax);
    const right = labels.filter((answer, i) => answer === y[i]).length;
    const found: string[] = [];
    if (labels.length !== y.length || right !== correct) {
      found.push(`${right} of ${labels.length} are right`);
    }
    if (label !== undefined && label.join() !== labels.join()) {
      found.push('labels are not the most probable classes');
    }
    for (const [row, expected] of Object.entries<(number | undefined)[]>(
      known,
    )) {
      for (const [i, value] of expected.entries()) {
        const got = probabilities[Number(row)][i];
        if (value !== undefined && !(Math.abs(got - value) < 1e-5)) {
          found.push(`row ${row}, class ${i}: ${got} instead of ${value}`);
        }
      }
    }
    return found;
  }

  const shape = [rows.X.length, rows.X[0].length];
  const input = { name: 'input', shape, datatype: 'FP32' };
  const flat: number[] = rows.X.flat();
  const bytes = Buffer.from(Float32Array.from(flat).buffer);

  function fromOutputs(
    outputs: readonly Pick<AnswerTensor, 'name' | 'shape' | 'data'>[],
  ): Answers {
    const probabilities = outputs.find(({ name }) => name === 'probabilities');
    const label = outputs.find(({ name }) => name === 'label');
    return {
      label: label?.data,
      probabilities: chunk(
        probabilities?.data ?? [],
        Number(probabilities?.shape[1]),
      ),
    };
  }

  it('answers by V1', async () => {
    const answer = await call(port, '/v1/models/m:predict', {
      body: { instances: rows.X },
    });
    const { predictions } = answer.json();
    expect(
      faults(
        file === 'iris-xgb.json'
          ? { probabilities: predictions as number[][] }
          : {
              label: predictions.map(row => (row as ClassifierRow).label),
              probabilities: predictions.map(
                row => (row as ClassifierRow).probabilities,
              ),
            },
      ),
    ).toEqual([]);
  });

  it.each`
    form        | data
    ${'flat'}   | ${flat}
    ${'nested'} | ${rows.X}
  `('answers by V2 with $form JSON', async ({ data }) => {
    const answer = await call(port, '/v2/models/m/infer', {
      body: { id: 'a', inputs: [{ ...input, data }] },
    });
    expect(answer.json()).toMatchObject({
      model_name: 'm',
      model_version: '1',
      id: 'a',
    });
    expect(faults(fromOutputs(answer.json().outputs))).toEqual([]);
  });

  it('answers by V2 with binary tensors both ways', async () => {
    const json = JSON.stringify({
      parameters: { binary_data_output: true },
      inputs: [{ ...input, parameters: { binary_data_size: bytes.length } }],
    });
    const answer = await call(port, '/v2/models/m/infer', {
      headers: { 'inference-header-content-length': json.length },
      body: Buffer.concat([Buffer.from(json), bytes]),
    });
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    const length = Number(answer.headers['inference-header-content-length']);
    const { outputs }: AnswerDocument = JSON.parse(
      answer.body.toString('utf8', 0, length),
    );
    let offset = length;
    expect(
      faults(
        fromOutputs(
          outputs.map(output => {
            const end = offset + output.parameters.binary_data_size;
            const part = answer.body.subarray(offset, end);
            offset = end;
            return { ...output, data: elements(output.datatype, part) };
          }),
        ),
      ),
    ).toEqual([]);
    expect(offset).toBe(answer.body.length);
  });

  it('answers by gRPC with typed contents', async () => {
    const response = await grpc.call('ModelInfer', {
      model_name: 'm',
      inputs: [{ ...input, contents: { fp32_contents: flat } }],
    });
    expect(
      faults(
        fromOutputs(
          response.outputs.map(output => ({
            ...output,
            data:
              output.datatype === 'INT64'
                ? output.contents.int64_contents.map(Number)
                : output.contents.fp32_contents,
          })),
        ),
      ),
    ).toEqual([]);
  });

  it('answers by gRPC with raw contents', async () => {
    const response = await grpc.call('ModelInfer', {
      model_name: 'm',
      inputs: [input],
      raw_input_contents: [bytes],
    });
    expect(
      faults(
        fromOutputs(
          response.outputs.map((output, i) => ({
            ...output,
            data: elements(output.datatype, response.raw_output_contents[i]),
          })),
        ),
      ),
    ).toEqual([]);
  });

  it('describes its real tensors', async () => {
    const answer = await call(port, '/v2/models/m');
    expect(answer.json().inputs).toEqual([
      { name: 'input', datatype: 'FP32', shape: [-1, shape[1]] },
    ]);
    expect(answer.json().outputs.at(-1)).toEqual({
      name: 'probabilities',
      datatype: 'FP32',
      shape: [-1, file === 'digits-mlp.onnx' ? 10 : 3],
    });
  });
});

function argMax(row: readonly number[]): number {
  return row.indexOf(Math.max(...row));
}

function chunk(values: readonly number[], size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

function elements(datatype: string, part: Buffer): number[] {
  const size = datatype === 'INT64' ? 8 : 4;
  return Array.from({ length: part.length / size }, (_, i) =>
    datatype === 'INT64'
      ? Number(part.readBigInt64LE(i * size))
      : part.readFloatLE(i * size),
  );
}
