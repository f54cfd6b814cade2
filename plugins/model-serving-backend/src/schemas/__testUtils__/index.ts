export * from './SpecFuzzer';
export * from './samples';
