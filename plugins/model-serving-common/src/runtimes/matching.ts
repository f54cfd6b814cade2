import { ModelSpec, ServingRuntime, SupportedModelFormat } from '../resources';

/** Which of KServe's rules are relaxed. */
export interface Relaxed {
  /** A model that names no protocol accepts any, and not only v1. */
  readonly protocol: boolean;
  /** Format names compare without regard to case. */
  readonly case: boolean;
  /** A runtime's version `1` serves the model version `1.0.2`. */
  readonly version: boolean;
}

/** KServe's own rules. */
export const strict: Relaxed = { protocol: false, case: false, version: false };

/** Entries of a runtime whose format name fits the model. */
export function entriesOfFormat(
  runtime: ServingRuntime,
  model: ModelSpec,
  relaxed: Relaxed,
): SupportedModelFormat[] {
  const wanted = model.modelFormat.name;
  return (runtime.spec.supportedModelFormats ?? []).filter(
    entry =>
      entry.name === wanted ||
      (relaxed.case && entry.name.toLowerCase() === wanted.toLowerCase()),
  );
}

/**
 * Whether an entry serves the model's version: versions are strings, a model without one takes any, an entry without
 * one serves only such models.
 */
export function servesVersion(
  entry: SupportedModelFormat,
  model: ModelSpec,
  relaxed: Relaxed,
): boolean {
  const wanted = model.modelFormat.version;
  if (!wanted) return true;
  if (entry.version === wanted) return true;
  return (
    relaxed.version &&
    Boolean(entry.version) &&
    wanted.startsWith(`${entry.version}.`)
  );
}

/** Entries that serve the model's format and version, selectable for it. */
export function matchingEntries(
  runtime: ServingRuntime,
  model: ModelSpec,
  relaxed: Relaxed,
): SupportedModelFormat[] {
  return entriesOfFormat(runtime, model, relaxed).filter(
    entry =>
      servesVersion(entry, model, relaxed) &&
      (entry.autoSelect === true || Boolean(model.runtime)),
  );
}

/** Whether the runtime speaks what the model asks for; a model that names no protocol asks for v1. */
export function speaksProtocol(
  runtime: ServingRuntime,
  model: ModelSpec,
  relaxed: Relaxed,
): boolean {
  const offered = runtime.spec.protocolVersions ?? [];
  if (offered.length === 0) return true;
  if (!model.protocolVersion && relaxed.protocol) return true;
  return offered.includes(model.protocolVersion || 'v1');
}

/** `sklearn`, or `sklearn 1`. */
export function formatInWords(format: {
  readonly name: string;
  readonly version?: string;
}): string {
  return format.version ? `${format.name} ${format.version}` : format.name;
}
