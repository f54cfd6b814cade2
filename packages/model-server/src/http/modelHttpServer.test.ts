import { once } from 'node:events';
import { request } from 'node:http';
import { call, rawExchange } from '../__testUtils__/httpClient';
import { echoModel } from '../__testUtils__/fakeModel';
import { ServedModel } from '../__testUtils__/servedModel';

const model = echoModel([{ name: 'x', datatype: 'FP32', shape: [-1, 2] }]);
const X = { name: 'x', shape: [1, 2], datatype: 'FP32', data: [1, 2] };
const INFER = '/v2/models/m/infer';

let served: ServedModel;

beforeEach(async () => {
  served = await ServedModel.start({ model, instanceId: 'i-1' });
});

afterEach(() => served.stop());

it.each`
  method    | path                                | status | expected
  ${'GET'}  | ${'/'}                              | ${200} | ${{ status: 'alive' }}
  ${'GET'}  | ${'/v1/models'}                     | ${200} | ${{ models: ['m'] }}
  ${'GET'}  | ${'/v1/models/m'}                   | ${200} | ${{ name: 'm', ready: true }}
  ${'POST'} | ${'/v1/models/m:explain'}           | ${501} | ${{ error: 'Model with name m has no explainer.' }}
  ${'GET'}  | ${'/v2/health/live'}                | ${200} | ${{ live: true }}
  ${'GET'}  | ${'/v2/health/ready'}               | ${200} | ${{ ready: true }}
  ${'GET'}  | ${'/v2/models'}                     | ${200} | ${{ models: ['m'] }}
  ${'POST'} | ${'/v2/repository/index'}           | ${200} | ${[{ name: 'm', version: '1', state: 'Ready', reason: '' }]}
  ${'GET'}  | ${'/v2/models/m/ready'}             | ${200} | ${{ name: 'm', ready: true }}
  ${'GET'}  | ${'/v2/models/m/versions/1/ready'}  | ${200} | ${{ name: 'm', ready: true }}
  ${'POST'} | ${'/v2/repository/models/m/load'}   | ${200} | ${{ name: 'm', load: true }}
  ${'POST'} | ${'/v2/repository/models/n/load'}   | ${404} | ${{ error: 'Model with name n does not exist.' }}
  ${'POST'} | ${'/v2/repository/models/n/unload'} | ${404} | ${{ error: 'Model with name n does not exist.' }}
  ${'POST'} | ${'/v2/repository/models/m/unload'} | ${501} | ${{ error: 'This server serves the model m for as long as it runs; stop the server to unload it.' }}
  ${'GET'}  | ${'/v2/models/n'}                   | ${404} | ${{ error: 'Model with name n does not exist.' }}
  ${'GET'}  | ${'/v2/models/m/versions/2'}        | ${404} | ${{ error: 'Model with name m has no version 2; its version is 1.' }}
  ${'GET'}  | ${'/nothing'}                       | ${404} | ${{ detail: 'Not Found', error: 'Not Found' }}
  ${'GET'}  | ${INFER}                            | ${405} | ${{ detail: 'Method Not Allowed', error: 'Method Not Allowed' }}
`('$method $path: $status', async ({ method, path, status, expected }) => {
  const answer = await call(served.port, path, { method });
  expect(answer.status).toBe(status);
  expect(answer.json()).toEqual(expected);
  expect(answer.headers['x-greenroom-instance']).toBe('i-1');
});

it('describes model and server', async () => {
  const server = await call(served.port, '/v2');
  expect(server.json()).toEqual({
    name: 'greenroom-model-server',
    version: expect.any(String),
    extensions: ['model_repository_extension', 'binary_tensor_data'],
  });
  const metadata = await call(served.port, '/v2/models/m/versions/1');
  expect(metadata.json()).toEqual({
    name: 'm',
    versions: ['1'],
    platform: 'test_echo',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
    outputs: [{ name: 'out-x', datatype: 'FP32', shape: [-1, 2] }],
  });
});

it.each`
  path
  ${'/v2/health/ready'}
  ${'/v2/models/m/ready'}
  ${'/v1/models/m'}
`('$path says 503 while the model loads and while it drains', async row => {
  const loading = await ServedModel.start({});
  expect((await call(loading.port, row.path)).status).toBe(503);
  const early = await call(loading.port, INFER, { body: { inputs: [X] } });
  expect(early.status).toBe(503);
  expect(early.json()).toEqual({ error: 'Model with name m is not ready.' });
  expect((await call(loading.port, '/v2/health/live')).status).toBe(200);
  loading.host.serve(model);
  expect((await call(loading.port, row.path)).status).toBe(200);
  loading.host.drain();
  expect((await call(loading.port, row.path)).status).toBe(503);
  await loading.stop();
});

it('the server, not the model, waits for all that should listen', async () => {
  served.isListening = false;
  expect((await call(served.port, '/v2/health/ready')).status).toBe(503);
  expect((await call(served.port, '/v2/models/m/ready')).status).toBe(200);
});

it('answers what still arrives while it drains, and closes', async () => {
  served.host.drain();
  const answer = await call(served.port, INFER, { body: { inputs: [X] } });
  expect(answer.status).toBe(200);
  expect(answer.headers.connection).toBe('close');
});

it('answers what was predicted in the very turn in which it is told to close', async () => {
  let closed: Promise<boolean> | undefined;
  const closing = await ServedModel.start({
    model: {
      ...model,
      predict: async (tensors, outputs) => {
        closed ??= closing.close();
        return model.predict(tensors, outputs);
      },
    },
  });
  const answer = await call(closing.port, INFER, { body: { inputs: [X] } });
  expect(answer.status).toBe(200);
  expect(await closed).toBe(true);
});

const binary = { parameters: { binary_data_size: 8 } };

it.each`
  situation                       | body                                                    | message
  ${'no JSON'}                    | ${'{"inputs"'}                                          | ${'the body is not JSON: '}
  ${'nothing'}                    | ${''}                                                   | ${'the body is not JSON: '}
  ${'a list'}                     | ${[1]}                                                  | ${'the request must be a JSON object'}
  ${'an id that is no text'}      | ${{ id: 1, inputs: [X] }}                               | ${"'id' must be a string"}
  ${'no inputs'}                  | ${{ input: [X] }}                                       | ${'Expected "inputs" to be a list'}
  ${'an input that is no object'} | ${{ inputs: [1] }}                                      | ${'inputs[0] must be an object'}
  ${'an input without name'}      | ${{ inputs: [{ ...X, name: undefined }] }}              | ${"inputs[0]: 'name' must be a string"}
  ${'an unknown datatype'}        | ${{ inputs: [{ ...X, datatype: 'FP8' }] }}              | ${'input \'x\': unknown datatype "FP8"'}
  ${'an inherited datatype'}      | ${{ inputs: [{ ...X, datatype: 'constructor' }] }}      | ${'input \'x\': unknown datatype "constructor"'}
  ${'no shape'}                   | ${{ inputs: [{ ...X, shape: undefined }] }}             | ${"input 'x': 'shape' must be a list"}
  ${'an endless shape'}           | ${{ inputs: [{ ...X, shape: new Array(33).fill(1) }] }} | ${"input 'x': 'shape' must be a list of at most 32 sizes"}
  ${'a negative size'}            | ${{ inputs: [{ ...X, shape: [-1, 2] }] }}               | ${"input 'x': a size in 'shape' must be a whole number from 0, it is -1"}
  ${'no data'}                    | ${{ inputs: [{ ...X, data: undefined }] }}              | ${"'data' field is missing for input 'x' for model 'm'"}
  ${'null for data'}              | ${{ inputs: [{ ...X, data: [null, 1] }] }}              | ${"input 'x': element 0 must be a number for FP32, it is null"}
  ${'a shape of another model'}   | ${{ inputs: [{ ...X, shape: [2] }] }}                   | ${"input 'x': expected shape [-1, 2], got [2]"}
  ${'an unknown output'}          | ${{ inputs: [X], outputs: [{ name: 'y' }] }}            | ${"Unexpected inference output 'y' for model 'm'"}
  ${'outputs that are no list'}   | ${{ inputs: [X], outputs: {} }}                         | ${'Expected "outputs" to be a list'}
  ${'an output without name'}     | ${{ inputs: [X], outputs: [{}] }}                       | ${"outputs[0]: 'name' must be a string"}
  ${'binary data with no header'} | ${{ inputs: [{ ...X, data: undefined, ...binary }] }}   | ${'needs the header Inference-Header-Content-Length'}
  ${'data in both forms'}         | ${{ inputs: [{ ...X, ...binary }] }}                    | ${"input 'x' has both 'data' and binary_data_size"}
`('refuses $situation with 400', async ({ body, message }) => {
  const answer = await call(served.port, INFER, { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(answer.json().error).toContain(message);
});

it.each`
  situation                           | header   | size   | tail | message
  ${'a header that is no number'}     | ${'x'}   | ${8}   | ${8} | ${"Inference-Header-Content-Length must be a number of bytes, it is 'x'"}
  ${'JSON longer than the body'}      | ${9_999} | ${8}   | ${8} | ${'Inference-Header-Content-Length is 9999, the body has only'}
  ${'a tensor longer than the body'}  | ${''}    | ${12}  | ${8} | ${"input 'x': binary_data_size reaches 4 bytes beyond the body"}
  ${'bytes that belong to no tensor'} | ${''}    | ${8}   | ${9} | ${'the binary data is 9 bytes, the inputs name 8 of them'}
  ${'a tensor of another size'}       | ${''}    | ${4}   | ${4} | ${"input 'x': shape [1, 2] of FP32 needs 8 bytes, got 4"}
  ${'a size that is no number'}       | ${''}    | ${'8'} | ${8} | ${"input 'x': binary_data_size must be a number of bytes"}
`('refuses $situation with 400', async ({ header, size, tail, message }) => {
  const json = JSON.stringify({
    inputs: [{ ...X, data: undefined, parameters: { binary_data_size: size } }],
  });
  const answer = await call(served.port, INFER, {
    headers: { 'inference-header-content-length': header || json.length },
    body: Buffer.concat([Buffer.from(json), Buffer.alloc(tail)]),
  });
  expect(answer.status).toBe(400);
  expect(answer.json().error).toContain(message);
});

it('mixes JSON and binary outputs as asked', async () => {
  const both = await ServedModel.start({
    model: echoModel([
      { name: 'a', datatype: 'FP32', shape: [1] },
      { name: 'b', datatype: 'FP32', shape: [1] },
    ]),
  });
  const tensor = { shape: [1], datatype: 'FP32', data: [1] };
  const answer = await call(both.port, INFER, {
    body: {
      inputs: [
        { ...tensor, name: 'a' },
        { ...tensor, name: 'b' },
      ],
      parameters: { binary_data_output: true },
      outputs: [
        { name: 'out-b' },
        { name: 'out-a', parameters: { binary_data: false } },
      ],
    },
  });
  const length = Number(answer.headers['inference-header-content-length']);
  expect(JSON.parse(answer.body.toString('utf8', 0, length)).outputs).toEqual([
    {
      name: 'out-b',
      shape: [1],
      datatype: 'FP32',
      parameters: { binary_data_size: 4 },
    },
    { ...tensor, name: 'out-a' },
  ]);
  expect(answer.body.toString('hex', length)).toBe('0000803f');
  await both.stop();
});

it('reads null as missing where the model knows missing values', async () => {
  const missing = await ServedModel.start({
    model: echoModel(model.inputs, { acceptsMissing: true }),
  });
  const answer = await call(missing.port, INFER, {
    body: { inputs: [{ ...X, data: [null, 1] }] },
  });
  expect(answer.json().outputs[0].data).toEqual([null, 1]);
  await missing.stop();
});

it('answers 500 with type and message when the model itself fails', async () => {
  const broken = await ServedModel.start({
    model: {
      ...model,
      predict: async () => {
        throw new RangeError('out of order');
      },
    },
  });
  const answer = await call(broken.port, INFER, { body: { inputs: [X] } });
  expect(answer.status).toBe(500);
  expect(answer.json()).toEqual({ error: 'RangeError : out of order' });
  await broken.stop();
});

describe('bodies', () => {
  const large = Buffer.alloc(15_000, ' ');

  it('of JSON beyond the limit are refused by their length', async () => {
    const answer = await call(served.port, INFER, { body: large });
    expect(answer.status).toBe(413);
    expect(answer.json().error).toContain('more than 10000 bytes');
  });

  it('without a length are refused when they grow beyond it', async () => {
    const answer = await call(served.port, INFER, {
      headers: { 'transfer-encoding': 'chunked' },
      body: large,
    });
    expect(answer.status).toBe(413);
  });

  it('may be larger with binary tensors, up to their own limit', async () => {
    const json = JSON.stringify({
      inputs: [
        {
          ...X,
          shape: [1500, 2],
          data: undefined,
          parameters: { binary_data_size: 12_000 },
        },
      ],
      parameters: { binary_data_output: true },
    });
    const headers = { 'inference-header-content-length': json.length };
    const answer = await call(served.port, INFER, {
      headers,
      body: Buffer.concat([Buffer.from(json), Buffer.alloc(12_000)]),
    });
    expect(answer.status).toBe(200);
    const refused = await call(served.port, INFER, {
      headers,
      body: Buffer.alloc(20_001),
    });
    expect(refused.status).toBe(413);
  });

  it('that are compressed are refused', async () => {
    const answer = await call(served.port, INFER, {
      headers: { 'content-encoding': 'gzip' },
      body: Buffer.from('x'),
    });
    expect(answer.status).toBe(415);
  });

  it('are not asked for when they would be refused', async () => {
    const outgoing = request({
      port: served.port,
      path: INFER,
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 15_000 },
    });
    let isContinued = false;
    outgoing.on('continue', () => {
      isContinued = true;
    });
    outgoing.flushHeaders();
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(413);
    expect(isContinued).toBe(false);
    outgoing.destroy();
  });

  it('that do not arrive in time are given up with 408', async () => {
    const hasty = await ServedModel.start({
      model,
      requestTimeoutMs: 50,
      instanceId: 'i-2',
    });
    const answer = await rawExchange(
      hasty.port,
      `POST ${INFER} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('x-greenroom-instance: i-2\r\n');
    expect(answer).toContain('did not arrive within 0.05 s');
    await hasty.stop();
  });
});

it.each`
  situation            | head
  ${'two framings'}    | ${'content-length: 1\r\ntransfer-encoding: chunked'}
  ${'two lengths'}     | ${'content-length: 1\r\ncontent-length: 2'}
  ${'a folded header'} | ${'a: b\r\n c'}
`('refuses $situation and closes', async ({ head }) => {
  const answer = await rawExchange(
    served.port,
    `POST ${INFER} HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('x-greenroom-instance: i-1\r\n');
});
