import { execFile } from 'node:child_process';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Endpoint, ModelMetadata } from './types';
import { Protocol } from '../resources';
import { sampleRequest } from './sampleRequest';
import { snippets } from './snippets';

const run = promisify(execFile);

interface Received {
  url?: string;
  method?: string;
  contentType?: string;
  authorization?: string;
  body: string;
}

function tensor(
  name: string,
  datatype: string,
  shape: number[],
): ModelMetadata {
  return { name: 'm', inputs: [{ name, datatype, shape }], outputs: [] };
}

const models: Record<string, ModelMetadata | undefined> = {
  'an unknown model': undefined,
  'a small one': tensor('X', 'FP32', [-1, 4]),
  'an odd name': tensor(`it's "a" \\ $HOME \`x\` \${y} ''' é 🙂\n`, 'BYTES', [
    2,
  ]),
  flags: tensor('flag', 'BOOL', [2]),
  'a batch of images': tensor('image', 'FP32', [-1, 3, 224, 224]),
};

describe('snippets', () => {
  let server: Server;
  let received: Received[];
  let endpoint: Endpoint;

  beforeEach(async () => {
    received = [];
    server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', chunk => chunks.push(chunk));
      req.on('end', () => {
        received.push({
          url: req.url,
          method: req.method,
          contentType: req.headers['content-type'],
          authorization: req.headers.authorization,
          body: Buffer.concat(chunks).toString('utf8'),
        });
        res.setHeader('content-type', 'application/json');
        res.end('{"predictions":[1]}');
      });
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    endpoint = {
      kind: 'path',
      url: `http://127.0.0.1:${port}/serving/demo/m`,
      inferUrl: `http://127.0.0.1:${port}/serving/demo/m/v2/models/m/infer`,
      protocol: 'v2',
      visibility: 'machine',
      preferred: true,
    };
  });

  afterEach(async () => {
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  const cases = (['v1', 'v2'] as Protocol[]).flatMap(protocol =>
    Object.entries(models).map(([name, metadata]) => ({
      protocol,
      name,
      metadata,
    })),
  );

  it.each(cases)(
    'JavaScript sends $name by $protocol as it is pasted',
    async ({ protocol, metadata }) => {
      const options = { protocol, metadata, modelName: 'm' };
      const { javascript } = snippets({ ...options, endpoint, token: true });
      const { stdout } = await run(
        process.execPath,
        ['--input-type=module', '-e', javascript],
        { env: { ...process.env, MODEL_TOKEN: 'secret' } },
      );
      expect(stdout).toContain('predictions: [ 1 ]');
      expectSent(options, 'Bearer secret');
    },
  );

  // curl itself is not needed to see what a shell hands to it.
  it.each(cases)(
    'a shell hands $name by $protocol to curl as it is',
    async ({ protocol, metadata }) => {
      const options = { protocol, metadata, modelName: 'm' };
      const { curl } = snippets({ ...options, endpoint, token: true });
      const fake = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; case "$a" in @-) cat;; esac; }\n`;
      const { stdout } = await run('sh', ['-c', fake + curl], {
        env: { ...process.env, MODEL_TOKEN: 'secret' },
        maxBuffer: 2 ** 24,
      });
      const args = stdout.split('\0');
      expect(args.slice(0, 7)).toEqual([
        '-sS',
        endpoint.inferUrl,
        '-H',
        'Content-Type: application/json',
        '-H',
        'Authorization: Bearer secret',
        '-d',
      ]);
      const body = args[7] === '@-' ? args[8] : args[7];
      expect(JSON.parse(body)).toEqual(sampleRequest(options));
    },
  );

  it.each(cases)('Python stays short for $name by $protocol', options => {
    const { python } = snippets({ ...options, modelName: 'm', endpoint });
    expect(python.length).toBeLessThan(1000);
    expect(python).not.toContain('import os');
    expect(python).not.toContain('true');
  });

  it('writes what Python calls otherwise', () => {
    const { python } = snippets({
      protocol: 'v2',
      metadata: models.flags,
      modelName: 'm',
      endpoint,
      token: true,
    });
    expect(python).toContain('"data": [True, False]');
    expect(python).toContain(
      '"Authorization": "Bearer " + os.environ["MODEL_TOKEN"],',
    );
  });

  it('sends no token where none is asked for', () => {
    const { curl, python, javascript } = snippets({
      protocol: 'v2',
      modelName: 'm',
      endpoint,
    });
    for (const text of [curl, python, javascript]) {
      expect(text).not.toContain('MODEL_TOKEN');
    }
  });

  it('shows gRPC with grpcurl', () => {
    const { curl } = snippets({
      protocol: 'grpc-v2',
      modelName: 'm',
      endpoint: {
        ...endpoint,
        inferUrl:
          'http://iris.example.com:8080/inference.GRPCInferenceService/ModelInfer',
      },
    });
    expect(curl).toMatch(/^grpcurl -plaintext \\\n {2}-d '\{"model_name":"m"/);
    expect(curl).toContain(
      'iris.example.com:8080 inference.GRPCInferenceService/ModelInfer',
    );
  });

  describe('of a service that has gRPC, too', () => {
    const grpc = {
      target: '127.0.0.1:8080',
      authority: 'iris-demo.localhost',
      isTls: false,
    };
    const metadata = {
      name: 'm',
      inputs: [
        { name: 'x', datatype: 'FP32', shape: [-1, 2] },
        { name: 'text', datatype: 'BYTES', shape: [1] },
      ],
      outputs: [],
    };
    const of = (more: object = {}) =>
      snippets({
        protocol: 'v2',
        modelName: 'm',
        metadata,
        endpoint: { ...endpoint, grpc },
        ...more,
      });

    it('shows grpcurl with the fields of the protocol', () => {
      expect(of().grpc).toBe(
        [
          "grpcurl -plaintext -authority 'iris-demo.localhost'",
          '-d \'{"model_name":"m","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","contents":{"fp32_contents":[5.1,3.5]}},{"name":"text","shape":[1],"datatype":"BYTES","contents":{"bytes_contents":["dGV4dA=="]}}]}\'',
          '127.0.0.1:8080 inference.GRPCInferenceService/ModelInfer',
        ].join(' \\\n  '),
      );
      const secured = of({
        token: true,
        endpoint: { ...endpoint, grpc: { ...grpc, isTls: true } },
      }).grpc;
      expect(secured).toMatch(/^grpcurl -authority/);
      expect(secured).toContain('-H "Authorization: Bearer $MODEL_TOKEN"');
    });

    it('shows Python with the arrays of the model', () => {
      const { grpcPython } = of({ token: true });
      expect(grpcPython).toContain(
        'channel_args=[("grpc.default_authority", "iris-demo.localhost")]',
      );
      expect(grpcPython).toContain('grpc.InferInput("x", [1,2], "FP32")');
      expect(grpcPython).toMatch(/np\.array\(\[.*\], dtype=np\.float32\)/);
      expect(grpcPython).toContain('dtype=np.object_');
      expect(grpcPython).toContain('os.environ["MODEL_TOKEN"]');
      expect(of().grpcPython).not.toContain('MODEL_TOKEN');
    });

    it('shows neither where it is not known', () => {
      expect(
        snippets({ protocol: 'v2', modelName: 'm', endpoint }),
      ).not.toHaveProperty('grpc');
    });
  });

  function expectSent(
    options: Parameters<typeof sampleRequest>[0],
    authorization: string,
  ) {
    expect(received).toHaveLength(1);
    const [{ body, ...request }] = received;
    expect(request).toEqual({
      url: '/serving/demo/m/v2/models/m/infer',
      method: 'POST',
      contentType: 'application/json',
      authorization,
    });
    expect(JSON.parse(body)).toEqual(sampleRequest(options));
  }
});
