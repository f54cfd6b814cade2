/**
 * Storages for tests of what uses this package: each speaks the real protocol on loopback, and can be made to fail.
 *
 * @packageDocumentation
 */

export { tarGzOf } from './archives';
export type { TarEntry } from './archives';
export { GcsServer } from './GcsServer';
export { HubServer } from './HubServer';
export { ImageRegistry } from './ImageRegistry';
export type { TestLayer } from './ImageRegistry';
export { TestServer } from './TestServer';
export type { Fault, Reply, SeenRequest } from './TestServer';
