/** The endpoint that people are shown first. */
export function firstEndpoint<E extends { readonly preferred?: boolean }>(
  endpoints: readonly E[],
): E | undefined {
  return endpoints.find(({ preferred }) => preferred) ?? endpoints[0];
}
