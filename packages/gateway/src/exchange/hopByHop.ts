/** Headers that speak of one connection only, in lower case: none is passed on. Source: RFC 9110 §7.6.1. */
export const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
];
