/** There is an object of the same name, which is somebody else's. */
export class ForeignObjectError extends Error {
  override readonly name = 'ForeignObjectError';

  constructor(kind: string, namespace: string, name: string) {
    super(
      `the namespace '${namespace}' has a ${kind} '${name}' that Greenroom did not write for this deployment; rename the deployment, or remove that ${kind}`,
    );
  }
}
