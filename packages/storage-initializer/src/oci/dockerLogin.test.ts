import { dockerLogin } from './dockerLogin';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

describe('dockerLogin', () => {
  it.each`
    auths                                                                    | host                | repository    | user
    ${{ 'quay.io': auth('mona:a:b') }}                                       | ${'quay.io'}        | ${'x'}        | ${'mona'}
    ${{ 'https://quay.io/v2/': auth('mona:a:b') }}                           | ${'quay.io'}        | ${'x'}        | ${'mona'}
    ${{ 'quay.io': { username: 'mona', password: 'a:b' } }}                  | ${'quay.io'}        | ${'x'}        | ${'mona'}
    ${{ 'https://index.docker.io/v1/': auth('mona:a:b') }}                   | ${'docker.io'}      | ${'x'}        | ${'mona'}
    ${{ 'quay.io': auth('all:a:b'), 'quay.io/team': auth('team:a:b') }}      | ${'quay.io'}        | ${'team/x'}   | ${'team'}
    ${{ 'quay.io': auth('all:a:b'), 'quay.io/team': auth('team:a:b') }}      | ${'quay.io'}        | ${'teamwork'} | ${'all'}
    ${{ 'localhost:5000': auth('mona:a:b'), localhost: auth('nobody:a:b') }} | ${'localhost:5000'} | ${'x'}        | ${'mona'}
  `(
    'finds $user for $host/$repository',
    ({ auths, host, repository, user }) => {
      expect(dockerLogin(JSON.stringify({ auths }), host, repository)).toEqual({
        kind: 'login',
        login: { username: user, password: 'a:b' },
      });
    },
  );

  it.each`
    config                                          | kind
    ${'{}'}                                         | ${'anonymous'}
    ${'{"auths":{}}'}                               | ${'anonymous'}
    ${'{"auths":{"ghcr.io":{"auth":"YTpi"}}}'}      | ${'others'}
    ${'{"auths":{"quay.io/team":{"auth":"YTpi"}}}'} | ${'others'}
    ${'{"auths":{"quay.io":{"auth":"no colon"}}}'}  | ${'unreadable'}
    ${'{"auths":{"quay.io":{"credHelper":"x"}}}'}   | ${'unreadable'}
    ${'{"auths":[]}'}                               | ${'unreadable'}
    ${'null'}                                       | ${'unreadable'}
    ${'secret'}                                     | ${'unreadable'}
  `('$config is $kind', ({ config, kind }) => {
    expect(dockerLogin(config, 'quay.io', 'x').kind).toBe(kind);
  });
});
