import { ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** bcrypt of `hush`, for `robot`. */
const passwords =
  'robot:$2y$05$abcdefghijklmnopqrstuulzd.YqjLDl8lvpSmVj3De/fioSBHnUa\n';
const basic = `Basic ${Buffer.from('robot:hush').toString('base64')}`;

/** A real registry's program, as `npm test` finds it; undefined without it. */
export const registryProgram = process.env.DOCKER_REGISTRY_PATH;

/** The registry of the distribution project, as its own process on loopback. */
export class DockerRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, host: string) {
    this.#child = child;
    this.host = host;
  }

  /** @param dir - where it keeps what it has */
  static async create(program: string, dir: string): Promise<DockerRegistry> {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'htpasswd'), passwords);
    const config = {
      version: '0.1',
      storage: { filesystem: { rootdirectory: join(dir, 'data') } },
      http: { addr: '127.0.0.1:0' },
      auth: { htpasswd: { realm: 'test', path: join(dir, 'htpasswd') } },
    };
    // JSON is YAML.
    await writeFile(join(dir, 'config.yml'), JSON.stringify(config));
    const child = spawn(program, ['serve', join(dir, 'config.yml')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (host) {
        child.stderr.resume();
        return new DockerRegistry(child, host);
      }
    }
    throw new Error(`${program} ended without listening.`);
  }

  /** Pushes an image of one layer. */
  async push(name: string, tag: string, layer: Buffer, mediaType: string) {
    const config = Buffer.from('{"os":"linux","architecture":"amd64"}');
    const describe = async (body: Buffer, type: string) => ({
      mediaType: type,
      size: body.length,
      digest: await this.#upload(name, body),
    });
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = {
      schemaVersion: 2,
      mediaType: type,
      config: await describe(
        config,
        'application/vnd.oci.image.config.v1+json',
      ),
      layers: [await describe(layer, mediaType)],
    };
    await this.#call(`/v2/${name}/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: JSON.stringify(manifest),
    });
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #upload(name: string, body: Buffer): Promise<string> {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const begun = await this.#call(`/v2/${name}/blobs/uploads/`, {
      method: 'POST',
    });
    const place = new URL(
      begun.headers.get('location') ?? '',
      `http://${this.host}`,
    );
    place.searchParams.set('digest', digest);
    await this.#call(`${place.pathname}${place.search}`, {
      method: 'PUT',
      body: new Uint8Array(body),
    });
    return digest;
  }

  async #call(path: string, request: RequestInit): Promise<Response> {
    const answer = await fetch(`http://${this.host}${path}`, {
      ...request,
      headers: { ...request.headers, authorization: basic },
    });
    if (answer.ok) return answer;
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}
