export { IssuedTokenDialog } from './IssuedTokenDialog';
export { NewTokenDialog } from './NewTokenDialog';
export { OwnTokensContent } from './OwnTokensContent';
export { RevokeDialog } from './RevokeDialog';
export { tokenColumns } from './tokenColumns';
export { TokenTable } from './TokenTable';
export { useTokens } from './useTokens';
