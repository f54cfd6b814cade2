import { jsonOf } from './jsonOf';
import { elementTexts, memberTexts } from './jsonTexts';
import { BatchForm, BatchPart } from './types';

/** Instances of one request, each as it was written. */
export interface V1Part extends BatchPart {
  readonly instances: readonly string[];
}

const wrongSize = 'size of prediction is not equal to the size of instances';

/**
 * The V1 protocol as KServe's agent batches it: `{"instances":[…]}` in, `{"message","batchId","predictions"}` out.
 * Source: gateway-and-graphs.md §6.
 */
export const v1Form: BatchForm<V1Part> = {
  read(body) {
    const json = jsonOf(body);
    const members = json && memberTexts(json.text);
    if (!members) return { problem: "can't Unmarshal body" };
    const text = members.get('instances');
    if (text === undefined || text === 'null')
      return { problem: 'no instances in the request' };
    const instances = elementTexts(text);
    if (!instances) return { problem: "can't Unmarshal body" };
    if (instances.length === 0)
      return { problem: 'no instances in the request' };
    // What else it says (a signature, parameters) is about its own instances only.
    if (members.size > 1) return undefined;
    return { signature: '', size: instances.length, instances };
  },

  join(parts) {
    const instances = parts.flatMap(part => part.instances);
    return Buffer.from(`{"instances":[${instances.join(',')}]}`);
  },

  split(answer, parts, batchId) {
    const json = jsonOf(answer);
    const text = json && memberTexts(json.text)?.get('predictions');
    const predictions = text === undefined ? undefined : elementTexts(text);
    if (!predictions) return { problem: "can't Unmarshal body" };
    const wanted = parts.reduce((sum, { size }) => sum + size, 0);
    if (predictions.length !== wanted) return { problem: wrongSize };
    let from = 0;
    return parts.map(({ size }) => {
      const own = predictions.slice(from, from + size);
      from += size;
      return Buffer.from(
        `{"message":"","batchId":"${batchId}","predictions":[${own.join(
          ',',
        )}]}`,
      );
    });
  },
};
