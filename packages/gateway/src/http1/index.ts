export * from './http1Front';
