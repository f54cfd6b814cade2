import { dockerConfig } from './dockerConfig';

describe('dockerConfig', () => {
  it.each`
    registry          | username  | password   | host         | login
    ${'quay.io'}      | ${'mona'} | ${'s:c'}   | ${'quay.io'} | ${'mona:s:c'}
    ${' quay.io/ml '} | ${'mönä'} | ${'ključ'} | ${'quay.io'} | ${'mönä:ključ'}
  `('of $registry', ({ registry, username, password, host, login }) => {
    const auth = Buffer.from(login).toString('base64');
    expect(JSON.parse(dockerConfig(registry, username, password))).toEqual({
      auths: { [host]: { auth } },
    });
  });
});
