import type {
  FieldMessage,
  InferenceGraph,
  InferenceStep,
  Protocol,
} from '@greenroom/backstage-plugin-model-serving-common';

/** The protocol that a service is known to speak. */
type ProtocolOf = (service: string) => Protocol | undefined;

/**
 * Steps that are sent what is made for another protocol than theirs. A graph passes bodies on as they are; a transformer
 * may take any, so that this is to know, and no refusal.
 */
export function protocolWarnings(
  { spec }: Pick<InferenceGraph, 'spec'>,
  protocolOf: ProtocolOf,
): FieldMessage[] {
  return Object.entries(spec.nodes).flatMap(
    ([node, { routerType, steps = [] }]) =>
      steps.flatMap((step, i) => {
        // A Switch may well choose by what a body is made for
        const sender =
          routerType === 'Switch' ? undefined : senderOf(steps, i, routerType);
        const own = spokenBy(step, protocolOf);
        const sent = sender && spokenBy(sender.step, protocolOf);
        if (!own || !sent || own === sent) return [];
        return [
          {
            path: `spec.nodes.${node}.steps[${i}]`,
            message: `"${step.serviceName}" is called by ${words(
              own,
            )}, but is sent ${sender.what} "${sender.step.serviceName}" ${
              sender.verb
            } by ${words(
              sent,
            )}: give both the same protocolVersion, or the step a transformer that takes it`,
          },
        ];
      }),
  );
}

interface Sender {
  readonly step: InferenceStep;
  readonly what: string;
  readonly verb: string;
}

/** Whose body a step is sent as it is: what the step before answers, or what the first one takes as well. */
function senderOf(
  steps: readonly InferenceStep[],
  i: number,
  routerType: string,
): Sender | undefined {
  if (i === 0) return undefined;
  const { data } = steps[i];
  if (routerType === 'Sequence' && data === '$response')
    return { step: steps[i - 1], what: 'what', verb: 'answers' };
  // A part of a body is whatever its author makes of it
  return data && data !== '$request'
    ? undefined
    : { step: steps[0], what: 'the request that', verb: 'takes' };
}

function spokenBy(
  { serviceName }: InferenceStep,
  protocolOf: ProtocolOf,
): Protocol | undefined {
  const protocol = serviceName ? protocolOf(serviceName) : undefined;
  // gRPC is refused altogether
  return protocol?.startsWith('grpc') ? undefined : protocol;
}

function words(protocol: Protocol): string {
  return protocol === 'v1' ? 'V1 (instances)' : 'V2 (inputs)';
}
