import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Additional checksums of S3, as in `x-amz-checksum-<name>`. */
export const checksumAlgorithms = [
  'crc32',
  'crc32c',
  'crc64nvme',
  'sha1',
  'sha256',
] as const;

/** Name of an additional checksum. */
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Table of a reflected polynomial, one entry a byte. */
function reflectedTable(polynomial: bigint): readonly bigint[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    }
    return value;
  });
}

const crc32cTable = Uint32Array.from(
  reflectedTable(0x82f63b78n).map(entry => Number(entry)),
);
const crc64Table = reflectedTable(0x9a6c9329ac4bc9b5n);
const crc64High = Uint32Array.from(
  crc64Table.map(entry => Number(entry >> 32n)),
);
const crc64Low = Uint32Array.from(
  crc64Table.map(entry => Number(entry & 0xffffffffn)),
);

/** A running checksum. `digest` is the big-endian value and ends it. */
export interface Checksum {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

/** Starts a checksum. */
export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'crc32': {
      let value = 0;
      return {
        update: data => {
          value = crc32(data, value);
        },
        digest: () => bigEndian32(value),
      };
    }
    case 'crc32c':
      return createCrc32c();
    case 'crc64nvme':
      return createCrc64();
    default: {
      const hash = createHash(algorithm);
      return {
        update: data => void hash.update(data),
        digest: () => hash.digest(),
      };
    }
  }
}

/** The algorithm that a header value or name means, in any case. */
export function parseChecksumAlgorithm(
  name: string | undefined,
): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find(known => known === name?.toLowerCase());
}

function createCrc32c(): Checksum {
  let crc = 0xffffffff;
  return {
    update: data => {
      for (const byte of data) {
        crc = (crc >>> 8) ^ crc32cTable[(crc ^ byte) & 0xff];
      }
    },
    digest: () => bigEndian32(~crc >>> 0),
  };
}

/** In two 32-bit halves: BigInt arithmetic per byte would be some fifty times slower. */
function createCrc64(): Checksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: data => {
      for (const byte of data) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ crc64Low[index];
        high = (high >>> 8) ^ crc64High[index];
      }
    },
    digest: () =>
      Buffer.concat([bigEndian32(~high >>> 0), bigEndian32(~low >>> 0)]),
  };
}

function bigEndian32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
