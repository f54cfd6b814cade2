/**
 * Storages for tests of what uses this package: each speaks the real protocol on loopback, and can be made to fail.
 *
 * @packageDocumentation
 */

export { tarGzOf } from './__testUtils__/archives';
export type { TarEntry } from './__testUtils__/archives';
export { GcsServer } from './__testUtils__/GcsServer';
export { HubServer } from './__testUtils__/HubServer';
export { ImageRegistry } from './__testUtils__/ImageRegistry';
export type { TestLayer } from './__testUtils__/ImageRegistry';
export { TestServer } from './__testUtils__/TestServer';
export type { Fault, Reply, SeenRequest } from './__testUtils__/TestServer';
