export { OwnTokensContent } from './OwnTokensContent';
export { TokensSection } from './TokensSection';
