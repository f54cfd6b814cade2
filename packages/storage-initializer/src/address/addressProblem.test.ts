import { addressProblem, AddressPolicy } from './addressProblem';

const strict = { allowPrivate: false, allowHosts: [] };
const lenient = { allowPrivate: true, allowHosts: [] };
const listed = { allowPrivate: false, allowHosts: ['host', '[::1]'] };

describe('addressProblem', () => {
  it.each`
    ip                            | strictly               | privately              | allowListed
    ${'8.8.8.8'}                  | ${undefined}           | ${undefined}           | ${undefined}
    ${'2600:1f00::1'}             | ${undefined}           | ${undefined}           | ${undefined}
    ${'10.0.0.1'}                 | ${'private'}           | ${undefined}           | ${undefined}
    ${'172.15.255.255'}           | ${undefined}           | ${undefined}           | ${undefined}
    ${'172.16.0.1'}               | ${'private'}           | ${undefined}           | ${undefined}
    ${'172.31.255.255'}           | ${'private'}           | ${undefined}           | ${undefined}
    ${'172.32.0.1'}               | ${undefined}           | ${undefined}           | ${undefined}
    ${'192.168.1.1'}              | ${'private'}           | ${undefined}           | ${undefined}
    ${'100.64.0.1'}               | ${'private'}           | ${undefined}           | ${undefined}
    ${'fc00::1'}                  | ${'private'}           | ${undefined}           | ${undefined}
    ${'fd12:3456::1'}             | ${'private'}           | ${undefined}           | ${undefined}
    ${'127.0.0.1'}                | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'127.255.255.255'}          | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'::1'}                      | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'192.0.2.1'}                | ${'reserved'}          | ${'reserved'}          | ${undefined}
    ${'198.18.0.1'}               | ${'reserved'}          | ${'reserved'}          | ${undefined}
    ${'240.0.0.1'}                | ${'reserved'}          | ${'reserved'}          | ${undefined}
    ${'2001:db8::1'}              | ${'reserved'}          | ${'reserved'}          | ${undefined}
    ${'0.0.0.0'}                  | ${'unspecified'}       | ${'unspecified'}       | ${'unspecified'}
    ${'::'}                       | ${'unspecified'}       | ${'unspecified'}       | ${'unspecified'}
    ${'169.254.169.254'}          | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'169.254.0.1'}              | ${'link-local'}        | ${'link-local'}        | ${'link-local'}
    ${'fe80::1'}                  | ${'link-local'}        | ${'link-local'}        | ${'link-local'}
    ${'fe80::1%eth0'}             | ${'link-local'}        | ${'link-local'}        | ${'link-local'}
    ${'fd00:ec2::254'}            | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'100.100.100.200'}          | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'224.0.0.1'}                | ${'multicast'}         | ${'multicast'}         | ${'multicast'}
    ${'ff02::1'}                  | ${'multicast'}         | ${'multicast'}         | ${'multicast'}
    ${'255.255.255.255'}          | ${'broadcast'}         | ${'broadcast'}         | ${'broadcast'}
    ${'::ffff:8.8.8.8'}           | ${undefined}           | ${undefined}           | ${undefined}
    ${'::ffff:127.0.0.1'}         | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'::ffff:7f00:1'}            | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'0:0:0:0:0:ffff:a9fe:a9fe'} | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'::ffff:0:169.254.169.254'} | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'::169.254.169.254'}        | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'64:ff9b::a9fe:a9fe'}       | ${'metadata'}          | ${'metadata'}          | ${'metadata'}
    ${'64:ff9b::10.0.0.1'}        | ${'private'}           | ${undefined}           | ${undefined}
    ${'2002:7f00:1::'}            | ${'loopback'}          | ${'loopback'}          | ${undefined}
    ${'not an address'}           | ${'not an IP address'} | ${'not an IP address'} | ${'not an IP address'}
  `('$ip: $strictly, $privately, $allowListed', row => {
    const about = (policy: AddressPolicy) =>
      addressProblem(row.ip, policy, 'host:443') ?? '';
    const asSaid = (words: string | undefined) =>
      words === undefined ? /^$/ : new RegExp(words);
    expect(about(strict)).toMatch(asSaid(row.strictly));
    expect(about(lenient)).toMatch(asSaid(row.privately));
    expect(about(listed)).toMatch(asSaid(row.allowListed));
  });

  it.each`
    entry               | host                   | allowed
    ${'minio.lab'}      | ${'minio.lab:9000'}    | ${true}
    ${'MINIO.lab'}      | ${'minio.LAB:9000'}    | ${true}
    ${'minio.lab'}      | ${'minio.lab.:9000'}   | ${true}
    ${'minio.lab:9000'} | ${'minio.lab:9000'}    | ${true}
    ${'minio.lab:9000'} | ${'minio.lab:22'}      | ${false}
    ${'minio.lab'}      | ${'evil-minio.lab:80'} | ${false}
    ${'*.lab'}          | ${'minio.lab:80'}      | ${true}
    ${'*.lab'}          | ${'a.minio.lab:80'}    | ${true}
    ${'*.lab'}          | ${'lab:80'}            | ${false}
    ${'*.lab'}          | ${'minio.slab:80'}     | ${false}
    ${'*.lab:80'}       | ${'minio.lab:81'}      | ${false}
    ${'127.0.0.1:9000'} | ${'127.0.0.1:9000'}    | ${true}
    ${'[::1]:9000'}     | ${'[::1]:9000'}        | ${true}
    ${'[::1]'}          | ${'[::1]:9000'}        | ${true}
    ${''}               | ${'minio.lab:80'}      | ${false}
  `('"$entry" allows $host: $allowed', ({ entry, host, allowed }) => {
    const policy = { allowPrivate: false, allowHosts: [entry] };
    expect(addressProblem('127.0.0.1', policy, host) === undefined).toBe(
      allowed,
    );
  });

  it('refuses metadata services by name, whatever they resolve to', () => {
    const policy = {
      allowPrivate: true,
      allowHosts: ['metadata.google.internal'],
    };
    for (const host of [
      'metadata.google.internal:80',
      'Metadata.Google.Internal.:80',
    ]) {
      expect(addressProblem('8.8.8.8', policy, host)).toContain('metadata');
    }
  });
});
