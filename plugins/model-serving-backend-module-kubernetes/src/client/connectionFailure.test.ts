import { connectionFailure } from './connectionFailure';

const HOST = 'api.example.org:6443';
const failure = (code?: string) =>
  Object.assign(new Error('as Node says it'), code && { code });

it.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /did not sign: give caData or caFile/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /did not sign: give caData or caFile/],
  ['CERT_HAS_EXPIRED', /certificate of the API server .* has expired/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /is for other names/],
  ['ECONNREFUSED', /refuses connections/],
  ['ENOTFOUND', /leads to no address/],
  ['EHOSTUNREACH', /^no way leads to the API server/],
])('says what %s means, of whom, and keeps the code', (code, words) => {
  const error = failure(code);
  const said = connectionFailure(error, HOST);
  expect(said.message).toMatch(words);
  expect(said.message).toContain(HOST);
  expect(said.message).toMatch(new RegExp(`\\(${code}\\)$`));
  expect(said.cause).toBe(error);
});

it.each(['ECONNRESET', 'ABORT_ERR', undefined])('leaves %s as it is', code => {
  const error = failure(code);
  expect(connectionFailure(error, HOST)).toBe(error);
});
