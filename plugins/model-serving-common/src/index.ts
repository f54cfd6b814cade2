/**
 * Resources, rules, status and permissions of Greenroom: pure, for backend and browser.
 *
 * @packageDocumentation
 */
export * from './constants';
export * from './resources';
export * from './gateway';
export * from './facts';
export * from './settings';
export * from './status';
export * from './api';
export * from './permissions';
