import { GrpcEndpoint, ModelMetadata } from './types';
import { inferPath } from './inferPath';
import { inDialect, python } from './jsonTemplate';
import { sampleRequest } from './sampleRequest';
import { shellQuoted } from './shellQuoted';

/** What a prediction is about. */
export interface SampleOptions {
  readonly metadata?: ModelMetadata;
  readonly modelName: string;
}

/** Field of `InferTensorContents` for each datatype. Source: grpc_predict_v2.proto. */
const FIELDS: Readonly<Record<string, string>> = {
  BOOL: 'bool_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
};

/** NumPy's name of each datatype. */
const NUMPY: Readonly<Record<string, string>> = {
  BOOL: 'np.bool_',
  FP16: 'np.float16',
  FP32: 'np.float32',
  FP64: 'np.float64',
  BYTES: 'np.object_',
};

/** A tensor of the sample, flat or nested. */
interface SampleTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[];
}

/** A prediction with grpcurl; the server describes its messages itself. */
export function grpcurlSnippet(
  { target, authority, isTls }: GrpcEndpoint,
  options: SampleOptions,
  token: boolean,
): string {
  const message = {
    model_name: options.modelName,
    inputs: sampleTensors(options).map(({ name, shape, datatype, data }) => ({
      name,
      shape,
      datatype,
      contents: {
        [FIELDS[datatype] ?? 'fp32_contents']: (data as unknown[])
          .flat(Infinity)
          .map(value => (datatype === 'BYTES' ? base64(String(value)) : value)),
      },
    })),
  };
  return [
    `grpcurl${isTls ? '' : ' -plaintext'} -authority ${shellQuoted(authority)}`,
    ...(token ? ['-H "Authorization: Bearer $MODEL_TOKEN"'] : []),
    `-d ${shellQuoted(JSON.stringify(message))}`,
    `${target} ${inferPath('grpc-v2', options.modelName).slice(1)}`,
  ].join(' \\\n  ');
}

/** A prediction with Python and `tritonclient`, which speaks the protocol to any server. */
export function grpcPythonSnippet(
  { target, authority, isTls }: GrpcEndpoint,
  options: SampleOptions,
  token: boolean,
): string {
  const inputs = sampleTensors(options).map(
    ({ name, shape, datatype, data }, i) => `
x${i} = grpc.InferInput(${JSON.stringify(name)}, ${JSON.stringify(
      shape,
    )}, ${JSON.stringify(datatype)})
x${i}.set_data_from_numpy(np.array(${inDialect(data, python)}, dtype=${
      NUMPY[datatype] ?? `np.${datatype.toLowerCase()}`
    }).reshape(${JSON.stringify(shape)}))`,
  );
  const names = inputs.map((_, i) => `x${i}`).join(', ');
  const headers = token
    ? `,
    headers={"authorization": "Bearer " + os.environ["MODEL_TOKEN"]}`
    : '';
  return `# pip install 'tritonclient[grpc]'
${token ? 'import os\n' : ''}import numpy as np
import tritonclient.grpc as grpc

client = grpc.InferenceServerClient(
    ${JSON.stringify(target)},${isTls ? '\n    ssl=True,' : ''}
    channel_args=[("grpc.default_authority", ${JSON.stringify(authority)})],
)${inputs.join('')}
result = client.infer(${JSON.stringify(
    options.modelName,
  )}, [${names}]${headers})
for output in result.get_response().outputs:
    print(output.name, result.as_numpy(output.name))
`;
}

function sampleTensors(options: SampleOptions): readonly SampleTensor[] {
  return sampleRequest({ ...options, protocol: 'v2' })
    .inputs as readonly SampleTensor[];
}

/** What JSON carries bytes as in protobuf. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
