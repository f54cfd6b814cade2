export { AuthorizedTokens } from './AuthorizedTokens';
export { DefaultTokens } from './DefaultTokens';
export { GatewayKeys } from './GatewayKeys';
export type { KeyHashes, KeyHolder } from './GatewayKeys';
export type { Guarded, TokenCall, Tokens } from './types';
