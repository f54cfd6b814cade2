/** Bytes are not the HTTP/1.1 message that they should be. The message names the defect. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}
