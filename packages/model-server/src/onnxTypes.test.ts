import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BuiltProgram,
  call,
  GrpcClient,
  identityModel,
  infer,
  onnxModel,
  type OnnxValue,
} from './__testUtils__';

jest.setTimeout(300_000);

let program: BuiltProgram;
let folder: string;

beforeAll(() => {
  program = BuiltProgram.build();
  folder = mkdtempSync(join(tmpdir(), 'onnx-types-'));
});

afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(name: string, model: Uint8Array, ...args: string[]) {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'any.onnx'), model);
  return program.serve(path, ...args);
}

/** Values as JSON text, so that 64-bit integers and −0 are seen as they travel. */
it.each`
  type        | datatype    | data                                         | raw
  ${'BOOL'}   | ${'BOOL'}   | ${'[true,false]'}                            | ${'0100'}
  ${'UINT8'}  | ${'UINT8'}  | ${'[0,255]'}                                 | ${'00ff'}
  ${'UINT16'} | ${'UINT16'} | ${'[1,65535]'}                               | ${'0100ffff'}
  ${'UINT32'} | ${'UINT32'} | ${'[1,4294967295]'}                          | ${'01000000ffffffff'}
  ${'UINT64'} | ${'UINT64'} | ${'[1,18446744073709551615]'}                | ${'0100000000000000ffffffffffffffff'}
  ${'INT8'}   | ${'INT8'}   | ${'[-128,127]'}                              | ${'807f'}
  ${'INT16'}  | ${'INT16'}  | ${'[-2,32767]'}                              | ${'feffff7f'}
  ${'INT32'}  | ${'INT32'}  | ${'[-2,2147483647]'}                         | ${'feffffffffffff7f'}
  ${'INT64'}  | ${'INT64'}  | ${'[-9223372036854775808,9007199254740993]'} | ${'00000000000000800100000000002000'}
  ${'FLOAT'}  | ${'FP32'}   | ${'[1.5,-0]'}                                | ${'0000c03f00000080'}
  ${'DOUBLE'} | ${'FP64'}   | ${'[0.1,-1e+300]'}                           | ${'9a9999999999b93f9c7500883ce437fe'}
  ${'STRING'} | ${'BYTES'}  | ${'["grün",""]'}                             | ${'050000006772c3bc6e00000000'}
`(
  'gives $datatype back unchanged, as JSON and as bytes',
  async ({ type, datatype, data, raw }) => {
    const server = await serve(type, identityModel(type, ['n']));
    const spec = { name: 'x', shape: [2], datatype };
    const metadata = await call(server.port, '/v2/models/m');
    expect(metadata.json().inputs).toEqual([
      { name: 'x', datatype, shape: [-1] },
    ]);

    const text = await call(server.port, '/v2/models/m/infer', {
      body: `{"inputs":[{"name":"x","shape":[2],"datatype":"${datatype}","data":${data}}]}`,
    });
    expect(text.body.toString()).toBe(
      `{"model_name":"m","model_version":"1","outputs":[{"name":"y","shape":[2],"datatype":"${datatype}","data":${data}}]}`,
    );

    const bytes = Buffer.from(raw, 'hex');
    const json = JSON.stringify({
      inputs: [{ ...spec, parameters: { binary_data_size: bytes.length } }],
      outputs: [{ name: 'y', parameters: { binary_data: true } }],
    });
    const binary = await call(server.port, '/v2/models/m/infer', {
      headers: { 'inference-header-content-length': json.length },
      body: Buffer.concat([Buffer.from(json), bytes]),
    });
    const end = Number(binary.headers['inference-header-content-length']);
    expect(binary.body.toString('hex', end)).toBe(raw);
    const empty = await infer(server.port, [{ ...spec, shape: [0], data: [] }]);
    expect(empty.json().outputs[0]).toMatchObject({ shape: [0], data: [] });
    await server.stop();
  },
);

it('carries FP16 as bytes only, by HTTP and gRPC', async () => {
  const server = await serve(
    'half',
    identityModel('FLOAT16', ['n']),
    '--grpc_port=0',
  );
  const spec = { name: 'x', shape: [2], datatype: 'FP16' };
  const refused = await infer(server.port, [{ ...spec, data: [1, 2] }]);
  expect(refused.status).toBe(400);
  expect(refused.json().error).toContain('FP16 has no JSON form');

  const bytes = Buffer.from('003c0040', 'hex');
  const send = (output: object) => {
    const json = JSON.stringify({
      inputs: [{ ...spec, parameters: { binary_data_size: 4 } }],
      ...output,
    });
    return call(server.port, '/v2/models/m/infer', {
      headers: { 'inference-header-content-length': json.length },
      body: Buffer.concat([Buffer.from(json), bytes]),
    });
  };
  const answer = await send({ parameters: { binary_data_output: true } });
  const end = Number(answer.headers['inference-header-content-length']);
  expect(answer.body.toString('hex', end)).toBe('003c0040');
  expect((await send({})).status).toBe(400);

  const grpc = new GrpcClient(await server.grpcPort());
  const response = await grpc.call('ModelInfer', {
    model_name: 'm',
    inputs: [spec],
    raw_input_contents: [bytes],
  });
  expect(response.raw_output_contents).toEqual([bytes]);
  grpc.close();
  await server.stop();
});

const float = (name: string, ...shape: (number | string)[]): OnnxValue => ({
  name,
  type: 'FLOAT',
  shape,
});

it('feeds several inputs by name, whatever their order, and picks outputs', async () => {
  const server = await serve(
    'several',
    onnxModel(
      [float('a', 'n', 2), float('b', 'n', 2)],
      [float('sum', 'n', 2), float('difference', 'n', 2)],
      [
        { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
        { op: 'Sub', inputs: ['a', 'b'], outputs: ['difference'] },
      ],
    ),
  );
  const tensor = (name: string, data: number[]) => ({
    name,
    shape: [data.length / 2, 2],
    datatype: 'FP32',
    data,
  });
  const answer = await infer(
    server.port,
    [tensor('b', [1, 2]), tensor('a', [10, 20])],
    { outputs: [{ name: 'difference' }] },
  );
  expect(answer.json().outputs).toEqual([tensor('difference', [9, 18])]);

  const rows = await call(server.port, '/v1/models/m:predict', {
    body: {
      instances: [
        { a: [1, 2], b: [3, 4] },
        { a: [5, 6], b: [7, 8] },
      ],
    },
  });
  expect(rows.json().predictions).toEqual([
    { sum: [4, 6], difference: [-2, -2] },
    { sum: [12, 14], difference: [-2, -2] },
  ]);

  const mismatched = await infer(server.port, [
    tensor('a', [1, 2, 3, 4]),
    tensor('b', [1, 2, 3, 4, 5, 6]),
  ]);
  expect(mismatched.status).toBe(400);
  await server.stop();
});

it('takes scalars and any size where the model leaves it open', async () => {
  const server = await serve(
    'shapes',
    onnxModel(
      [float('s'), float('x', 'batch', 'length')],
      [float('y', 'batch', 'length')],
      [{ op: 'Mul', inputs: ['x', 's'], outputs: ['y'] }],
    ),
  );
  const metadata = await call(server.port, '/v2/models/m');
  expect(metadata.json().inputs.map(({ shape }) => shape)).toEqual([
    [],
    [-1, -1],
  ]);
  const answer = await infer(server.port, [
    { name: 's', shape: [], datatype: 'FP32', data: 2 },
    { name: 'x', shape: [1, 3], datatype: 'FP32', data: [1, 2, 3] },
  ]);
  expect(answer.json().outputs[0]).toMatchObject({
    shape: [1, 3],
    data: [2, 4, 6],
  });
  await server.stop();
});

it('writes what JSON cannot say as null and keeps it in binary', async () => {
  const server = await serve(
    'division',
    onnxModel(
      [float('a', 'n'), float('b', 'n')],
      [float('y', 'n')],
      [{ op: 'Div', inputs: ['a', 'b'], outputs: ['y'] }],
    ),
  );
  const tensor = (name: string, data: number[]) => ({
    name,
    shape: [3],
    datatype: 'FP32',
    data,
  });
  const answer = await infer(server.port, [
    tensor('a', [1, 0, 1]),
    tensor('b', [0, 0, 4]),
  ]);
  expect(answer.json().outputs[0].data).toEqual([null, null, 0.25]);
  await server.stop();
});
