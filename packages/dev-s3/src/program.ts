import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseCredentials } from './auth/credential';
import { DevS3Server } from './DevS3Server';

const usage =
  'Usage: greenroom-dev-s3 --dir <folder> --credentials-file <file> [--port <port>]';

/** Arguments of the program. Secrets are in a file: a command line can be read by every user of the machine. */
export interface ProgramArguments {
  readonly dir: string;
  readonly port: number;
  readonly credentialsFile: string;
}

/** @throws Error with the usage */
export function parseArguments(argv: readonly string[]): ProgramArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      dir: { type: 'string' },
      port: { type: 'string', default: '0' },
      'credentials-file': { type: 'string' },
    },
  });
  const { dir, port, 'credentials-file': credentialsFile } = values;
  if (!dir || !credentialsFile) {
    throw new Error(`--dir and --credentials-file are needed. ${usage}`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535. ${usage}`);
  }
  return { dir, port: Number(port), credentialsFile };
}

/** Starts the server that the arguments describe. */
export async function startProgram(
  argv: readonly string[],
): Promise<DevS3Server> {
  const { dir, port, credentialsFile } = parseArguments(argv);
  const credentials = parseCredentials(await readFile(credentialsFile, 'utf8'));
  return DevS3Server.create({ dir, port, credentials });
}
