export * from './timerWheel';
