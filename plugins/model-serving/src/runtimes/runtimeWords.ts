import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';

/** `onnx 1, sklearn 0 and 1`: each format once, with its versions. */
export function formatsInWords(formats: RuntimeView['formats']): string {
  const versions = new Map<string, string[]>();
  for (const { name, version } of formats) {
    const known = versions.get(name) ?? [];
    versions.set(name, version ? [...known, version] : known);
  }
  return [...versions]
    .map(([name, known]) =>
      [name, known.join(' and ')].filter(Boolean).join(' '),
    )
    .join(', ');
}

/** `1 deployment`, `3 deployments`. */
export function deploymentsInWords(count: number): string {
  return count === 1 ? '1 deployment' : `${count} deployments`;
}

/** What a new runtime looks like: every field that must be there, and what it means. */
export const RUNTIME_SKELETON = `apiVersion: serving.kserve.io/v1alpha1
# ServingRuntime with metadata.namespace: for one project; ClusterServingRuntime: for all
kind: ClusterServingRuntime
metadata:
  name: my-runtime
  annotations:
    openshift.io/display-name: My runtime
spec:
  supportedModelFormats:
    - name: onnx
      version: "1"
      # true: deployments that name no runtime may get this one; give it a priority that no other has
      autoSelect: false
  protocolVersions: [v2]
  containers:
    - name: kserve-container
      # A program that the platform team allows on this cluster
      command: [greenroom-model-server]
      args: ["--model_name={{.Name}}", "--model_dir=/mnt/models"]
`;
