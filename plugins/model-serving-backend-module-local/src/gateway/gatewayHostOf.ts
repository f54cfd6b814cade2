/** Names under which a gateway listens on loopback, or on loopback too. */
const ON_LOOPBACK: readonly string[] = ['localhost', '0.0.0.0', '::'];

/**
 * `host:port` at which programs of this machine reach its gateway. An address rather than `localhost`, which some of them
 * would try as IPv6 first.
 */
export function gatewayHostOf({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): string {
  return `${ON_LOOPBACK.includes(host) ? '127.0.0.1' : host}:${port}`;
}
