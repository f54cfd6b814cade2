import { parseChallenge } from '../../oci/challenge';
import { parseImage, parseRegistry } from './imageName';

describe('parseRegistry', () => {
  it.each`
    text                 | url                                | base
    ${'quay.io'}         | ${'https://quay.io/'}              | ${''}
    ${' quay.io/team/ '} | ${'https://quay.io/'}              | ${'team'}
    ${'docker.io'}       | ${'https://registry-1.docker.io/'} | ${''}
    ${'localhost:5000'}  | ${'http://localhost:5000/'}        | ${''}
    ${'127.0.0.1:5000'}  | ${'http://127.0.0.1:5000/'}        | ${''}
    ${'10.0.0.1:5000'}   | ${'https://10.0.0.1:5000/'}        | ${''}
  `('reads $text', ({ text, url, base }) => {
    const place = parseRegistry(text);
    expect([place?.url.href, place?.base]).toEqual([url, base]);
  });

  it.each(['', '/', 'http://x', 'a:b@c', 'quay.io/Not OK', 'quay.io/../x'])(
    'refuses "%s"',
    text => {
      expect(parseRegistry(text)).toBeUndefined();
    },
  );
});

describe('parseImage', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each`
    registry          | text                         | repository       | reference
    ${'quay.io'}      | ${'models/iris:v1'}          | ${'models/iris'} | ${'v1'}
    ${'quay.io'}      | ${'models/iris'}             | ${'models/iris'} | ${'latest'}
    ${'quay.io'}      | ${`iris@${digest}`}          | ${'iris'}        | ${digest}
    ${'quay.io'}      | ${'oci://quay.io/a/b:v1'}    | ${'a/b'}         | ${'v1'}
    ${'quay.io'}      | ${'quay.io/a/b:v1'}          | ${'a/b'}         | ${'v1'}
    ${'quay.io/team'} | ${'iris:v1'}                 | ${'team/iris'}   | ${'v1'}
    ${'quay.io/team'} | ${'oci://quay.io/team/iris'} | ${'team/iris'}   | ${'latest'}
  `('reads $text in $registry', ({ registry, text, repository, reference }) => {
    const place = parseRegistry(registry);
    expect(place && parseImage(text, place)).toEqual({ repository, reference });
  });

  it.each([
    '',
    'A/B:v1',
    'a//b',
    'a:',
    'a:b:c',
    'oci://ghcr.io/a',
    '../a',
    'a@sha256:1',
  ])('refuses "%s"', text => {
    const place = parseRegistry('quay.io');
    expect(place && parseImage(text, place)).toBeUndefined();
  });
});

describe('parseChallenge', () => {
  const https = new URL('https://quay.io/');
  const http = new URL('http://localhost:5000/');
  it.each`
    header                                                     | registry | kind
    ${'Basic realm="x"'}                                       | ${https} | ${'basic'}
    ${'Bearer realm="https://auth.io/t",service="r",scope=""'} | ${https} | ${'bearer'}
    ${'Bearer realm="http://auth.io/t",service="r"'}           | ${https} | ${undefined}
    ${'Bearer realm="http://localhost:1/t"'}                   | ${http}  | ${'bearer'}
    ${'Bearer realm="file:///etc/passwd"'}                     | ${http}  | ${undefined}
    ${'Bearer'}                                                | ${https} | ${undefined}
    ${'Negotiate'}                                             | ${https} | ${undefined}
    ${undefined}                                               | ${https} | ${undefined}
  `('$header is $kind', ({ header, registry, kind }) => {
    expect(parseChallenge(header, registry)?.kind).toBe(kind);
  });
});
