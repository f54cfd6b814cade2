export * from './snapshot';
export * from './split';
export * from './control';
export * from './graph';
export { graphDefect } from './graphDefect';
export {
  parseHeaderPattern,
  type HeaderPattern,
  type ParsedHeaderPattern,
} from './headerPattern';
export {
  KEY_PREFIX,
  TOKEN_PREFIX,
  tokenVerbs,
  type GatewayToken,
  type GatewayTokenLimit,
  type RouteAccess,
  type TokenCounters,
  type TokenLimit,
  type TokenVerb,
} from './access';
export * from './batching';
export * from './payloadLog';
export * from './shadow';
