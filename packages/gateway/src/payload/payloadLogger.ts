import { GatewayPayloadLog } from '@greenroom/backstage-plugin-model-serving-common';
import { ByteBudget } from './boundedCopy';
import { metadataOf } from './cloudEvent';
import { headerValue } from './headerValue';
import { PayloadCapture, PayloadLoggerOptions } from './payloadCapture';

/** What exchanges under way may hold together in one worker: beyond it bodies are cut. */
const maxHeldBytes = 64 * 1024 * 1024;

const idPattern = /^[\x21-\x7e]{1,256}$/;

/** Watches exchanges of revisions whose payloads are logged. */
export class PayloadLogger {
  readonly #options: PayloadLoggerOptions;
  readonly #budget = new ByteBudget(maxHeldBytes);

  constructor(options: PayloadLoggerOptions) {
    this.#options = options;
  }

  /**
   * Begins to watch an exchange. Undefined: it is a probe, which is never logged.
   *
   * @param raw - headers of the request, names and values in turn
   */
  watch(
    revision: string,
    spec: GatewayPayloadLog,
    raw: readonly string[],
  ): PayloadCapture | undefined {
    if (isProbe(raw)) return undefined;
    const id = headerValue(raw, 'ce-id');
    return new PayloadCapture(
      {
        revision,
        spec,
        id: id !== undefined && idPattern.test(id) ? id : this.#options.newId(),
        metadata: metadataOf(raw, spec.metadataHeaders),
      },
      raw,
      this.#options,
      this.#budget,
    );
  }
}

function isProbe(raw: readonly string[]): boolean {
  return (
    headerValue(raw, 'k-kubelet-probe') !== undefined ||
    headerValue(raw, 'k-network-probe') !== undefined ||
    headerValue(raw, 'user-agent')?.startsWith('kube-probe/') === true
  );
}
