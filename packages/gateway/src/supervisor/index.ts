export * from './supervisor';
export { PortTakenError } from './publicPort';
