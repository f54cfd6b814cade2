export * from './programs';
export * from './launchPlan';
export * from './readinessCheck';
export * from './quantity';
