// Bundles the programs that run beside the backend (gateway, model server, storage initializer, development bucket)
// into one file each, `packages/<name>/dist/main.js`: they start in milliseconds and need no TypeScript at run time.
import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const programs = ['gateway', 'model-server', 'storage-initializer', 'dev-s3'];

await Promise.all(
  programs.map(name =>
    build({
      entryPoints: [path.join(root, 'packages', name, 'src/main.ts')],
      outfile: path.join(root, 'packages', name, 'dist/main.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      sourcemap: 'linked',
      legalComments: 'none',
      logLevel: 'warning',
      // Native code cannot be bundled; gRPC is loaded only when it is asked for.
      external: [
        'onnxruntime-node',
        '@grpc/grpc-js',
        '@grpc/proto-loader',
        '@grpc/reflection',
      ],
    }),
  ),
);
