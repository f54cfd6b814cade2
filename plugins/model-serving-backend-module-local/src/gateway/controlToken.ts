import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** The token of a gateway's control port: kept in its folder, made at the first start on this machine. */
export async function controlToken(folder: string): Promise<string> {
  const file = `${folder}/control-token`;
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim() !== '') return known.trim();
  const token = randomBytes(32).toString('base64url');
  await writeFile(file, token, { mode: 0o600 });
  return token;
}
