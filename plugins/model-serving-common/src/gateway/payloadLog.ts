/**
 * Requests and answers of a revision are sent to a sink as CloudEvents, beside the traffic: never delaying a request.
 * From a component's `logger`.
 * @public
 */
export interface GatewayPayloadLog {
  /** Where events are posted; http or https. */
  readonly url: string;
  /** What is sent. */
  readonly mode: 'all' | 'request' | 'response';
  /** Request headers that events repeat in their `metadata`, in any case. */
  readonly metadataHeaders?: readonly string[];
  /** Annotations of the service that events repeat in their `annotations`. */
  readonly annotations?: { readonly [name: string]: string };
  readonly namespace: string;
  readonly inferenceService: string;
  readonly component: string;
  readonly endpoint: 'default' | 'canary';
}

/**
 * Addresses that a gateway may send payloads to: the rules of `modelServing.addresses`. Absent: public ones only.
 * @public
 */
export interface GatewayAddressRules {
  /** Private networks as well. */
  readonly allowPrivate: boolean;
  /** Hosts that are allowed whatever they resolve to. */
  readonly allowHosts: readonly string[];
}
