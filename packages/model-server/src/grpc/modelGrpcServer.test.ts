import { echoModel } from '../__testUtils__/fakeModel';
import { GrpcClient } from '../__testUtils__/grpcClient';
import { ModelHost } from '../inference';
import { ServerMetrics } from '../metrics';
import type { Datatype } from '../tensors';
import { ModelGrpcServer } from './modelGrpcServer';

let host: ModelHost;
let server: ModelGrpcServer;
let client: GrpcClient;

beforeEach(async () => {
  host = ModelHost.create('m');
  server = ModelGrpcServer.create({
    host,
    metrics: ServerMetrics.create('m'),
    maxMessageBytes: 10_000,
    now: () => performance.now(),
  });
  client = new GrpcClient(await server.listen(0, '127.0.0.1'));
});

afterEach(async () => {
  client.close();
  await server.close(Promise.resolve());
});

function serve(datatype: Datatype) {
  host.serve(echoModel([{ name: 'x', datatype, shape: [-1] }]));
}

it('tells what it serves', async () => {
  expect(await client.call('ServerLive')).toEqual({ live: true });
  expect(await client.call('ServerReady')).toEqual({ ready: false });
  expect(await client.call('ModelReady', { name: 'm' })).toEqual({
    ready: false,
  });
  serve('FP32');
  expect(await client.call('ServerReady')).toEqual({ ready: true });
  expect(await client.call('ModelReady', { name: 'm', version: '1' })).toEqual({
    ready: true,
  });
  expect(await client.call('ServerMetadata')).toMatchObject({
    name: 'greenroom-model-server',
  });
  expect(await client.call('ModelMetadata', { name: 'm' })).toEqual({
    name: 'm',
    versions: ['1'],
    platform: 'test_echo',
    inputs: [{ name: 'x', datatype: 'FP32', shape: ['-1'] }],
    outputs: [{ name: 'out-x', datatype: 'FP32', shape: ['-1'] }],
  });
  expect(await client.call('RepositoryModelLoad', { model_name: 'm' })).toEqual(
    { model_name: 'm', isLoaded: true },
  );
});

it.each`
  datatype    | field                | values
  ${'BOOL'}   | ${'bool_contents'}   | ${[true, false]}
  ${'INT8'}   | ${'int_contents'}    | ${[-128, 127]}
  ${'INT64'}  | ${'int64_contents'}  | ${['-9223372036854775808', '9007199254740993']}
  ${'UINT16'} | ${'uint_contents'}   | ${[0, 65535]}
  ${'UINT64'} | ${'uint64_contents'} | ${['0', '18446744073709551615']}
  ${'FP32'}   | ${'fp32_contents'}   | ${[1.5, -Infinity]}
  ${'FP64'}   | ${'fp64_contents'}   | ${[0.1, NaN]}
  ${'BYTES'}  | ${'bytes_contents'}  | ${[Buffer.from('grün'), Buffer.alloc(0)]}
`('carries $datatype in $field', async ({ datatype, field, values }) => {
  serve(datatype);
  const response = await client.call('ModelInfer', {
    model_name: 'm',
    id: '7',
    inputs: [
      { name: 'x', datatype, shape: [2], contents: { [field]: values } },
    ],
  });
  expect(response).toMatchObject({
    model_name: 'm',
    model_version: '1',
    id: '7',
    outputs: [{ name: 'out-x', datatype, shape: ['2'] }],
    raw_output_contents: [],
  });
  expect(response.outputs[0].contents).toMatchObject({ [field]: values });
});

const X = { name: 'x', datatype: 'FP32', shape: [1] };
const TYPED = { ...X, contents: { fp32_contents: [1] } };
const RAW = Buffer.alloc(4);
const INVALID = 3;

it.each`
  situation                         | request                                                                      | code       | message
  ${'another model'}                | ${{ model_name: 'n' }}                                                       | ${5}       | ${'Model with name n does not exist.'}
  ${'another version'}              | ${{ model_name: 'm', model_version: '2' }}                                   | ${5}       | ${'has no version 2'}
  ${'both kinds of contents'}       | ${{ inputs: [TYPED], raw_input_contents: [RAW] }}                            | ${INVALID} | ${"input 'x': 'contents' must not be given beside raw_input_contents"}
  ${'another number of raw inputs'} | ${{ inputs: [X], raw_input_contents: [RAW, RAW] }}                           | ${INVALID} | ${'raw_input_contents has 2 entries for 1 inputs'}
  ${'raw contents of another size'} | ${{ inputs: [X], raw_input_contents: [Buffer.alloc(5)] }}                    | ${INVALID} | ${"input 'x': shape [1] of FP32 needs 4 bytes, got 5"}
  ${'too few elements'}             | ${{ inputs: [{ ...TYPED, shape: [2] }] }}                                    | ${INVALID} | ${"input 'x': shape [2] needs 2 elements, fp32_contents has 1"}
  ${'the wrong field'}              | ${{ inputs: [{ ...X, contents: { fp64_contents: [1] } }] }}                  | ${INVALID} | ${"input 'x': FP32 belongs in fp32_contents, the request uses fp64_contents"}
  ${'typed half precision'}         | ${{ inputs: [{ ...TYPED, datatype: 'FP16' }] }}                              | ${INVALID} | ${"input 'x': FP16 has no field in 'contents'"}
  ${'an unknown datatype'}          | ${{ inputs: [{ ...TYPED, datatype: 'FP8' }] }}                               | ${INVALID} | ${'input \'x\': unknown datatype "FP8"'}
  ${'another datatype'}             | ${{ inputs: [{ ...X, datatype: 'INT8', contents: { int_contents: [1] } }] }} | ${INVALID} | ${"input 'x': expected datatype FP32, got INT8"}
  ${'a missing input'}              | ${{ inputs: [] }}                                                            | ${INVALID} | ${"model 'm' also needs the input 'x'"}
  ${'an unknown output'}            | ${{ inputs: [TYPED], outputs: [{ name: 'y' }] }}                             | ${INVALID} | ${"Unexpected inference output 'y' for model 'm'"}
  ${'a message too large'}          | ${{ inputs: [X], raw_input_contents: [Buffer.alloc(20_000)] }}               | ${8}       | ${'larger than max'}
`('refuses $situation', async ({ request, code, message }) => {
  serve('FP32');
  await expect(
    client.call('ModelInfer', { model_name: 'm', ...request }),
  ).rejects.toMatchObject({ code, details: expect.stringContaining(message) });
});

it('refuses integers that do not fit the datatype', async () => {
  serve('INT8');
  const contents = { int_contents: [300] };
  await expect(
    client.call('ModelInfer', {
      model_name: 'm',
      inputs: [{ name: 'x', datatype: 'INT8', shape: [1], contents }],
    }),
  ).rejects.toMatchObject({ code: INVALID });
});

it.each`
  situation                  | method                     | request                                 | code
  ${'not ready'}             | ${'ModelInfer'}            | ${{ model_name: 'm', inputs: [TYPED] }} | ${14}
  ${'metadata before it is'} | ${'ModelMetadata'}         | ${{ name: 'm' }}                        | ${14}
  ${'readiness of another'}  | ${'ModelReady'}            | ${{ name: 'n' }}                        | ${5}
  ${'unloading another'}     | ${'RepositoryModelUnload'} | ${{ model_name: 'n' }}                  | ${5}
  ${'unloading'}             | ${'RepositoryModelUnload'} | ${{ model_name: 'm' }}                  | ${12}
`('answers $situation with $code', async ({ method, request, code }) => {
  await expect(client.call(method, request)).rejects.toMatchObject({ code });
});

it('answers INTERNAL when the model itself fails', async () => {
  host.serve({
    ...echoModel([{ name: 'x', datatype: 'FP32', shape: [-1] }]),
    predict: async () => {
      throw new RangeError('out of order');
    },
  });
  await expect(
    client.call('ModelInfer', { model_name: 'm', inputs: [TYPED] }),
  ).rejects.toMatchObject({ code: 13, details: 'RangeError : out of order' });
});

it('describes itself to clients that have no description', async () => {
  // ServerReflectionRequest { list_services = 7: "" }
  const names = await client.exchange(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    Buffer.from([7 * 8 + 2, 0]),
  );
  expect(names.toString('latin1')).toContain('inference.GRPCInferenceService');
  const symbol = Buffer.from('inference.GRPCInferenceService');
  // ServerReflectionRequest { file_containing_symbol = 4: symbol }
  const description = await client.exchange(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    Buffer.concat([Buffer.from([4 * 8 + 2, symbol.length]), symbol]),
  );
  for (const name of ['ModelInferRequest', 'raw_input_contents', 'ModelInfer'])
    expect(description.toString('latin1')).toContain(name);
});
