import { once } from 'node:events';
import { createServer, get, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { createAddressGuard } from './AddressGuard';

const strict = { allowPrivate: false, allowHosts: [] };

function resolver(...addresses: string[]) {
  return async () =>
    addresses.map(address => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
}

describe('check', () => {
  it.each`
    url                                   | code
    ${'http://127.0.0.1/'}                | ${'AddressRefused'}
    ${'http://2130706433/'}               | ${'AddressRefused'}
    ${'http://0177.0.0.1/'}               | ${'AddressRefused'}
    ${'http://0x7f.1/'}                   | ${'AddressRefused'}
    ${'http://[::ffff:127.0.0.1]/'}       | ${'AddressRefused'}
    ${'http://[::1]:9000/'}               | ${'AddressRefused'}
    ${'http://169.254.169.254/latest'}    | ${'AddressRefused'}
    ${'http://metadata.google.internal/'} | ${'AddressRefused'}
    ${'https://user:pw@example.com/'}     | ${'InvalidUri'}
    ${'ftp://example.com/'}               | ${'InvalidUri'}
    ${'file:///etc/passwd'}               | ${'InvalidUri'}
    ${'example.com'}                      | ${'InvalidUri'}
  `('refuses $url with $code', async ({ url, code }) => {
    const guard = createAddressGuard(strict, { resolve: resolver('8.8.8.8') });
    const refusal = guard.check(url);
    await expect(refusal).rejects.toMatchObject({ code, retryable: false });
    await expect(refusal).rejects.not.toThrow('pw');
  });

  it('tells host and addresses of what it allows', async () => {
    const guard = createAddressGuard(strict, { resolve: resolver('8.8.8.8') });
    await expect(guard.check('https://example.com/x')).resolves.toMatchObject({
      host: 'example.com:443',
      addresses: [{ address: '8.8.8.8', family: 4 }],
    });
  });

  it('refuses a name if any of its addresses is refused', async () => {
    const guard = createAddressGuard(strict, {
      resolve: resolver('8.8.8.8', '10.0.0.1'),
    });
    await expect(guard.check('http://example.com')).rejects.toThrow(
      '10.0.0.1 is a private address',
    );
  });

  it('says that a host was not found', async () => {
    const guard = createAddressGuard(strict, {
      resolve: async () => {
        throw new Error('ENOTFOUND');
      },
    });
    await expect(guard.check('http://nowhere.test')).rejects.toMatchObject({
      code: 'StorageUnreachable',
      retryable: true,
    });
  });
});

describe('agents', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('reached'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function statusOf(
    url: string,
    guard: ReturnType<typeof createAddressGuard>,
  ) {
    const { httpAgent } = guard.agents();
    try {
      const [response] = await once(get(url, { agent: httpAgent }), 'response');
      response.resume();
      return response.statusCode;
    } finally {
      httpAgent.destroy();
    }
  }

  it('connect to the checked address of an allowed name', async () => {
    const guard = createAddressGuard(
      { allowPrivate: false, allowHosts: [`bucket.test:${port}`] },
      { resolve: resolver('127.0.0.1') },
    );
    await expect(statusOf(`http://bucket.test:${port}`, guard)).resolves.toBe(
      200,
    );
  });

  it('refuse a name that resolves to a refused address when it connects', async () => {
    const guard = createAddressGuard(strict, {
      resolve: resolver('127.0.0.1'),
    });
    await expect(
      statusOf(`http://bucket.test:${port}`, guard),
    ).rejects.toMatchObject({ code: 'AddressRefused' });
  });

  it('refuse a literal address', async () => {
    const guard = createAddressGuard(strict);
    await expect(
      statusOf(`http://127.0.0.1:${port}`, guard),
    ).rejects.toMatchObject({ code: 'AddressRefused' });
  });
});
