export { UNKNOWN } from './formatNumber';
export * from './formatDuration';
export * from './formatCount';
export * from './formatBytes';
export * from './formatRelativeTime';
export * from './capitalized';
export * from './parseGoDuration';
