export { SecretCipher } from './SecretCipher';
export type { SealedText, SecretKey } from './SecretCipher';
export { secretKeysFromConfig } from './secretKeysFromConfig';
