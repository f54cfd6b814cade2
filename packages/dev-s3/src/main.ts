import { startProgram } from './program';

async function main(): Promise<void> {
  const server = await startProgram(process.argv.slice(2));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close());
  }
  process.stdout.write(`greenroom-dev-s3 listening on ${server.url}\n`);
}

main().catch(error => {
  process.stderr.write(`greenroom-dev-s3: ${error.message}\n`);
  process.exitCode = 1;
});
