/** What lets requests from outside reach the gateway: one object for each service, as KServe writes it. */
export type ExposureSettings = {
  /** Of every such object, for example what an Ingress controller wants to be told. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The gateway's Service. */
  readonly backend: { readonly namespace: string; readonly service: string };
} & (
  | { readonly kind: 'Ingress'; readonly className: string }
  | {
      readonly kind: 'HTTPRoute';
      readonly parent: {
        readonly namespace: string;
        readonly name: string;
        readonly sectionName?: string;
      };
    }
);
