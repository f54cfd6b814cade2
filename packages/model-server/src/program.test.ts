import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltProgram, call, infer, MODELS } from './__testUtils__';

jest.setTimeout(300_000);

const IRIS = join(MODELS, 'iris-logreg.onnx');
const ROW = {
  name: 'input',
  shape: [1, 4],
  datatype: 'FP32',
  data: [7.0, 3.2, 4.7, 1.4],
};

let program: BuiltProgram;
let folder: string;

beforeAll(() => {
  program = BuiltProgram.build();
  folder = mkdtempSync(join(tmpdir(), 'model-server-'));
});

afterAll(() => {
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('tells parent and state file its ports, and every answer who it is', async () => {
  const stateFile = join(folder, 'state.json');
  const server = await program.serve(
    IRIS,
    '--grpc_port=0',
    `--state_file=${stateFile}`,
    '--instance_id',
    'iris-1',
  );
  const first = await server.state(0);
  expect(first).toEqual({
    instanceId: 'iris-1',
    pid: server.child.pid,
    httpPort: server.port,
    modelName: 'm',
  });
  const second = await server.state(1);
  expect(second).toEqual({ ...first, isReady: true });
  const third = await server.state(2);
  expect(third).toEqual({ ...second, grpcPort: expect.any(Number) });
  await server.logged('listening for gRPC');
  expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual(third);
  await server.disconnected();
  expect(server.child.connected).toBe(false);

  for (const path of [
    '/v2/health/live',
    '/v2/health/ready',
    '/metrics',
    '/x',
  ]) {
    const answer = await call(server.port, path);
    expect(answer.headers['x-greenroom-instance']).toBe('iris-1');
  }
  expect(await server.stop()).toBe(0);
});

it('finishes a request in flight after SIGTERM, takes no new ones, and exits 0', async () => {
  const server = await program.serve(IRIS);
  const body = JSON.stringify({ inputs: [ROW] });
  const socket = connect(server.port, '127.0.0.1');
  let received = '';
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.on('data', chunk => {
    received += chunk;
  });
  socket.write(
    `POST /v2/models/m/infer HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  // The server has seen the request once it asks for the body.
  await new Promise(resolve => socket.once('data', resolve));
  socket.write(body.slice(0, 20));
  server.child.kill('SIGTERM');
  await server.logged('no longer listening');
  await expect(call(server.port, '/')).rejects.toThrow('ECONNREFUSED');

  socket.write(body.slice(20));
  await closed;
  expect(received).toContain('HTTP/1.1 200 OK');
  expect(received).toContain('Connection: close');
  expect(received).toContain('0.7396618723869324');
  expect(await server.exit()).toBe(0);
});

it('exits 0 on SIGINT too', async () => {
  const server = await program.serve(IRIS);
  server.child.kill('SIGINT');
  expect(await server.exit()).toBe(0);
});

it('lives before the model is loaded and leaves when it cannot be', async () => {
  const path = join(folder, 'corrupt.onnx');
  writeFileSync(path, 'this is no protobuf');
  const server = program.spawn(
    '--model_name=m',
    `--model_dir=${path}`,
    '--http_port=0',
  );
  await server.state(0);
  expect(await server.exit()).toBe(1);
  expect(server.stderr).toMatch(
    /^greenroom-model-server: corrupt\.onnx cannot be loaded: .*protobuf parsing failed.*\n$/i,
  );
});

it('says what a folder without a model holds', async () => {
  const path = join(folder, 'sklearn');
  mkdirSync(path);
  writeFileSync(join(path, 'model.joblib'), '');
  const server = program.spawn(
    '--model_name=m',
    `--model_dir=${path}`,
    '--http_port=0',
  );
  expect(await server.exit()).toBe(1);
  expect(server.stderr).toBe(
    'greenroom-model-server: the folder holds no .onnx or XGBoost .json model: it holds model.joblib\n',
  );
});

it('refuses arguments it does not know, by name', async () => {
  const server = program.spawn('--model_name=m', '--workers=2', 'stray');
  expect(await server.exit()).toBe(1);
  expect(server.stderr).toContain('unknown arguments --workers=2, stray;');
  expect(server.stdout).toBe('');
});

it('leaves with a reason when the port is taken', async () => {
  const first = await program.serve(IRIS);
  const second = program.spawn(
    '--model_name=m',
    `--model_dir=${IRIS}`,
    `--http_port=${first.port}`,
  );
  expect(await second.exit()).toBe(1);
  expect(second.stderr).toContain('EADDRINUSE');
  await first.stop();
});

it('counts and times its predictions', async () => {
  const server = await program.serve(IRIS);
  await infer(server.port, [ROW]);
  await infer(server.port, [{ ...ROW, shape: [1, 3] }]);
  const metrics = (await call(server.port, '/metrics')).body.toString();
  expect(metrics).toContain('request_predict_seconds_count{model_name="m"} 1');
  expect(metrics).toContain(
    'request_total{model_name="m",protocol="v2",code="200"} 1',
  );
  expect(metrics).toContain(
    'request_total{model_name="m",protocol="v2",code="400"} 1',
  );
  expect(metrics).toMatch(/process_resident_memory_bytes \d{7,}/);
  await server.stop();
});
