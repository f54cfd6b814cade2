import { existsSync } from 'node:fs';

/** An OCI registry of this machine: DOCKER_REGISTRY_PATH, or where Debian's package docker-registry has it. */
export function findRegistry() {
  const places = [
    process.env.DOCKER_REGISTRY_PATH,
    '/usr/bin/docker-registry',
    '/usr/bin/registry',
  ];
  return places.find(place => place && existsSync(place));
}
