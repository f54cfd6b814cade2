import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** One key of the key ring. */
export interface SecretKey {
  /** Kept with each encrypted value, so that keys can be exchanged. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** An encrypted text and the key that opens it. */
export interface SealedText {
  readonly keyId: string;
  /** Base64 of nonce, ciphertext and tag. */
  readonly ciphertext: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts texts at rest with AES-256-GCM.
 *
 * The first key encrypts, every key decrypts: to exchange a key, put the new one in front, let stored texts move to it,
 * then remove the old one. The context (for example the owner's uid) is authenticated, so a ciphertext that was copied
 * to another row does not open there.
 */
export class SecretCipher {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: SecretKey;

  private constructor(keys: readonly [SecretKey, ...SecretKey[]]) {
    this.#current = keys[0];
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** @throws Error if there is no key, a key is not 32 bytes long, or an id is used twice. */
  static create(keys: readonly SecretKey[]): SecretCipher {
    const [first, ...rest] = keys;
    if (!first) {
      throw new Error('no secret keys: at least one is needed to encrypt');
    }
    const ids = new Set<string>();
    for (const { id, key } of keys) {
      if (key.length !== 32) {
        throw new Error(`secret key '${id}' has ${key.length} bytes, not 32`);
      }
      if (ids.has(id)) {
        throw new Error(`secret key id '${id}' is used twice`);
      }
      ids.add(id);
    }
    return new SecretCipher([first, ...rest]);
  }

  /** The one that encrypts first. */
  get keyIds(): readonly [string, ...string[]] {
    const { id } = this.#current;
    return [id, ...[...this.#keys.keys()].filter(other => other !== id)];
  }

  seal(text: string, context: string): SealedText {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#current.key, nonce);
    cipher.setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return {
      keyId: this.#current.id,
      ciphertext: Buffer.concat([nonce, body, cipher.getAuthTag()]).toString(
        'base64',
      ),
    };
  }

  /** @throws Error if the key is unknown, or the text was changed or belongs to another context. */
  open(sealed: SealedText, context: string): string {
    const key = this.#keys.get(sealed.keyId);
    if (!key) {
      throw new Error(
        `stored secrets are encrypted with the key '${sealed.keyId}', which modelServing.secretKeys does not list: add it back, after the key that shall encrypt from now on`,
      );
    }
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new Error('stored secrets are cut off');
    }
    const decipher = createDecipheriv(
      'aes-256-gcm',
      key,
      bytes.subarray(0, NONCE_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      // The library's message says nothing and its error could carry key material in a debugger: a plain one instead
      throw new Error(
        `stored secrets do not open with the key '${sealed.keyId}': the key's value in modelServing.secretKeys changed, or the row was tampered with`,
      );
    }
  }
}
