/** What "docker login" writes for one registry, as the action of the template makes it too. */
export function dockerConfig(
  registry: string,
  username: string,
  password: string,
): string {
  const [host] = registry.split('/');
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  const auth = btoa(String.fromCharCode(...bytes));
  return JSON.stringify({ auths: { [host]: { auth } } });
}
