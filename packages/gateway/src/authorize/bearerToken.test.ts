import { bearerToken } from './bearerToken';

describe('bearerToken', () => {
  it.each`
    header                | token
    ${undefined}          | ${undefined}
    ${''}                 | ${undefined}
    ${'Bearer abc'}       | ${'abc'}
    ${'bearer   abc'}     | ${'abc'}
    ${'BEARER abc'}       | ${'abc'}
    ${'  Bearer\tabc  '}  | ${'abc'}
    ${'Bearer'}           | ${''}
    ${'Bearer '}          | ${''}
    ${'Bearer abc def'}   | ${''}
    ${'Basic dXNlcjpwdw'} | ${undefined}
    ${'Bearerabc'}        | ${undefined}
    ${'abc'}              | ${undefined}
  `('$header holds $token', ({ header, token }) => {
    expect(bearerToken(header)).toBe(token);
  });
});
