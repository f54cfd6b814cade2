export * from './scalingBehavior';
