/**
 * Data plane of Greenroom. The package is a program, `greenroom-gateway`; this is what its starter needs to know.
 *
 * @packageDocumentation
 */
export * from './state';
