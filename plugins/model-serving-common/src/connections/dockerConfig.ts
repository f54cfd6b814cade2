/**
 * What "docker login" writes for one registry: `.dockerconfigjson` of a connection.
 * @param registry - host, with a path or without
 * @public
 */
export function dockerConfig(
  registry: string,
  username: string,
  password: string,
): string {
  const [host] = registry.trim().split('/');
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  const auth = btoa(String.fromCharCode(...bytes));
  return JSON.stringify({ auths: { [host]: { auth } } });
}
