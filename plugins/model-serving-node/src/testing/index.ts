/**
 * Contract suites for implementations of this package's interfaces, to be called in Jest test files.
 *
 * @packageDocumentation
 */
export * from './describeClusterDriver';
export * from './describeManagedClusterDriver';
export * from './fake';
