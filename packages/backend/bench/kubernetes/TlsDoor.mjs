import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';

/** TLS in front of an API server in memory, with the certificate that is wanted at the moment. */
export class TlsDoor {
  #server;
  #sockets = new Set();

  constructor(server) {
    this.#server = server;
    for (const event of ['connection', 'secureConnection'])
      server.on(event, socket => this.#keep(socket));
    server.on('tlsClientError', () => {});
  }

  static async open(target, certificates) {
    const server = tls.createServer(certificates);
    const door = new TlsDoor(server);
    server.on('secureConnection', socket => {
      const far = net.connect(target, '127.0.0.1');
      door.#keep(far);
      socket.pipe(far);
      far.pipe(socket);
      socket.on('close', () => far.destroy());
      far.on('close', () => socket.destroy());
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get port() {
    return this.#server.address().port;
  }

  /** From now on, and for who is connected already. */
  show(certificates) {
    this.#server.setSecureContext(certificates);
    for (const socket of this.#sockets) socket.destroy();
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** A certificate of its own authority; undefined where nobody can make one. */
export async function certificate(folder, name) {
  const [key, cert] = ['key', 'cert'].map(part =>
    path.join(folder, `${name}-${part}.pem`),
  );
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '2'],
        ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
        ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
  } catch {
    return undefined;
  }
  return { key: await readFile(key), cert: await readFile(cert) };
}
