export * from './nodeRequest';
export * from './nodeAnswer';
