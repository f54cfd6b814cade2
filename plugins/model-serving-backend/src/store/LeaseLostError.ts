/**
 * This process lost the right to act while it was at work: somebody else holds the lease now. What it was about to write
 * is not written; the next holder starts from the beginning.
 */
export class LeaseLostError extends Error {
  constructor(
    message = 'this process no longer acts as control plane; its work was cut off',
  ) {
    super(message);
    this.name = 'LeaseLostError';
  }
}
