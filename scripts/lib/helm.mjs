import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './toolchain.mjs';

/** Helm is on no package registry of Node's or Debian's, but on Go's. */
const MODULE = 'helm.sh/helm/v3/cmd/helm@v3.20.0';
const folder = path.join(root, '.toolchain');

/**
 * Helm: HELM_PATH, the one of this machine, or one that Go makes once (some minutes). Undefined: there is neither.
 */
export function ensureHelm() {
  const own = path.join(folder, 'helm');
  const places = [process.env.HELM_PATH, own, '/usr/local/bin/helm'];
  const found = places.find(place => place && existsSync(place));
  if (found) return found;
  try {
    execFileSync('go', ['install', '-trimpath', MODULE], {
      env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder },
      stdio: 'ignore',
    });
    return own;
  } catch {
    return undefined;
  }
}
