import { Endpoint, ModelMetadata } from './types';
import { Protocol } from '../resources';
import { isGrpc } from './inferPath';
import { grpcPythonSnippet, grpcurlSnippet } from './grpcSnippets';
import { awkProgram, inDialect, javascript, python } from './jsonTemplate';
import { sampleRequest } from './sampleRequest';
import { shellQuoted } from './shellQuoted';

/** A larger body does not go into one line; Linux takes arguments of at most 128 KiB. */
const MAX_ARGUMENT_LENGTH = 4096;

/** Ways to call an endpoint, each to be pasted as it is. @public */
export interface Snippets {
  readonly curl: string;
  /** Standard library only. */
  readonly python: string;
  /** `fetch`: a browser or Node. */
  readonly javascript: string;
  /** How to ask for an explanation, with curl, where the service has an explainer. */
  readonly explain?: string;
  /** The same prediction by gRPC (V2), with grpcurl, where the service has it. */
  readonly grpc?: string;
  /** The same with Python and a client for gRPC from the package index. */
  readonly grpcPython?: string;
  /** A chat with OpenAI's client for Python, where the model server has that API. */
  readonly openAi?: string;
}

/**
 * How to send one prediction to an endpoint. They work when pasted: nothing to install, real URL and tensors. A token is
 * read from the variable `MODEL_TOKEN` and never part of the text. gRPC needs grpcurl or a package.
 * @public
 */
export function snippets(options: {
  readonly endpoint: Endpoint;
  readonly protocol: Protocol;
  readonly metadata?: ModelMetadata;
  readonly modelName: string;
  readonly token?: boolean;
}): Snippets {
  const { endpoint, protocol, token = false } = options;
  const body = sampleRequest(options);
  const { explainUrl } = endpoint;
  const explain = explainUrl && {
    explain: curlSnippet(
      explainUrl,
      sampleRequest({ ...options, protocol: 'v1' }),
      token,
    ),
  };
  if (isGrpc(protocol))
    return {
      ...grpcSnippets(endpoint, body, token),
      ...(protocol === 'grpc-v2' &&
        endpoint.grpc && {
          curl: grpcurlSnippet(endpoint.grpc, options, token),
          python: grpcPythonSnippet(endpoint.grpc, options, token),
        }),
      ...explain,
    };
  const { grpc, openAiUrl } = endpoint;
  return {
    ...explain,
    ...(openAiUrl && {
      openAi: openAiSnippet(openAiUrl, options.modelName, token),
    }),
    ...(grpc && {
      grpc: grpcurlSnippet(grpc, options, token),
      grpcPython: grpcPythonSnippet(grpc, options, token),
    }),
    curl: curlSnippet(endpoint.inferUrl, body, token),
    python: pythonSnippet(endpoint.inferUrl, body, token),
    javascript: javascriptSnippet(endpoint.inferUrl, body, token),
  };
}

function curlSnippet(url: string, body: unknown, token: boolean): string {
  const json = JSON.stringify(body);
  const isLarge = json.length > MAX_ARGUMENT_LENGTH;
  const command = [
    `curl -sS ${shellQuoted(url)}`,
    `-H 'Content-Type: application/json'`,
    ...(token ? ['-H "Authorization: Bearer $MODEL_TOKEN"'] : []),
    isLarge ? '-d @-' : `-d ${shellQuoted(json)}`,
  ].join(' \\\n  ');
  return isLarge
    ? `awk ${shellQuoted(awkProgram(body))} |\n  ${command}`
    : command;
}

function pythonSnippet(url: string, body: unknown, token: boolean): string {
  return `import json
${token ? 'import os\n' : ''}import urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(${inDialect(body, python)}).encode(),
    headers={
        "Content-Type": "application/json",${
          token
            ? '\n        "Authorization": "Bearer " + os.environ["MODEL_TOKEN"],'
            : ''
        }
    },
)
with urllib.request.urlopen(request) as response:
    print(json.load(response))
`;
}

function javascriptSnippet(url: string, body: unknown, token: boolean): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',${
      token ? '\n    Authorization: `Bearer ${process.env.MODEL_TOKEN}`,' : ''
    }
  },
  body: JSON.stringify(${inDialect(body, javascript)}),
});
console.log(await response.json());
`;
}

/** The client insists on a key, also where nothing asks for one. */
function openAiSnippet(url: string, model: string, token: boolean): string {
  return `${token ? 'import os\n' : ''}from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(url)},
    api_key=${token ? 'os.environ["MODEL_TOKEN"]' : '"none"'},
)
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)
`;
}

function grpcSnippets(
  endpoint: Endpoint,
  body: unknown,
  token: boolean,
): Snippets {
  const { host, protocol, pathname } = new URL(endpoint.inferUrl);
  const target = protocol === 'https:' ? `${host}:443` : host;
  const command = [
    `grpcurl ${protocol === 'https:' ? '' : '-plaintext '}`.trimEnd(),
    ...(token ? ['-H "Authorization: Bearer $MODEL_TOKEN"'] : []),
    `-d ${shellQuoted(JSON.stringify(body))}`,
    `${target} ${pathname.slice(1)}`,
  ].join(' \\\n  ');
  return {
    curl: command,
    python: `# gRPC needs a client generated from the protocol's .proto file. With grpcurl:\n# ${command
      .split('\n')
      .join('\n# ')}\n`,
    javascript: `// gRPC needs a client generated from the protocol's .proto file. With grpcurl:\n// ${command
      .split('\n')
      .join('\n// ')}\n`,
  };
}
