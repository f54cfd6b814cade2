export * from './waitingRoom';
