import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ModelMetadata,
  TensorMetadata,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { Backoff, backoffDelay, Clock } from '../time';

/** Options of a {@link ModelMetadataReader}. */
export interface ModelMetadataReaderOptions {
  readonly driver: (cluster: string) => Pick<ClusterDriver, 'request'>;
  /** Something was learned about a revision. */
  readonly onLearned: (spec: AskedRevision) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** A server that is ready and does not tell after so many tries never will: many have no metadata. */
const TRIES = 5;
const AGAIN: Backoff = { baseMs: 1_000, maxMs: 30_000 };
const TIMEOUT_MS = 5_000;
/** Metadata of a model with a thousand tensors stays well below. */
const MAX_BYTES = 1024 * 1024;

/** Asks a revision's server once what its model takes and gives (Open Inference Protocol V2). */
/** Of which revision the metadata is asked for. */
export type AskedRevision = Pick<
  RevisionSpec,
  'key' | 'service' | 'protocol' | 'modelName'
>;

export class ModelMetadataReader {
  readonly #options: ModelMetadataReaderOptions;
  readonly #known = new Map<string, ModelMetadata>();
  readonly #asking = new Set<string>();
  readonly #stop = new AbortController();

  constructor(options: ModelMetadataReaderOptions) {
    this.#options = options;
  }

  /** What is known of a revision. */
  get(key: string): ModelMetadata | undefined {
    return this.#known.get(key);
  }

  /** Asks a ready replica, unless that was done before. Does not wait. */
  ask(spec: AskedRevision, replica: string): void {
    // V1 has no metadata; gRPC servers answer V2's path over HTTP only by chance.
    if (spec.protocol !== 'v2' || this.#asking.has(spec.key)) return;
    this.#asking.add(spec.key);
    this.#try(spec, replica, 1);
  }

  /** The revision is gone. */
  forget(key: string): void {
    this.#known.delete(key);
    this.#asking.delete(key);
  }

  stop(): void {
    this.#stop.abort();
  }

  #try(spec: AskedRevision, replica: string, attempt: number): void {
    const { clock, random, logger, onLearned } = this.#options;
    this.#read(spec, replica).then(
      metadata => {
        if (this.#stop.signal.aborted || !this.#asking.has(spec.key)) return;
        this.#known.set(spec.key, metadata);
        onLearned(spec);
      },
      error => {
        if (this.#stop.signal.aborted || !this.#asking.has(spec.key)) return;
        logger.debug(
          `${spec.key} did not tell the metadata of its model (try ${attempt} of ${TRIES})`,
          error,
        );
        if (attempt >= TRIES) return;
        clock.schedule(backoffDelay(AGAIN, attempt, random()), () => {
          if (!this.#stop.signal.aborted) this.#try(spec, replica, attempt + 1);
        });
      },
    );
  }

  async #read(spec: AskedRevision, replica: string): Promise<ModelMetadata> {
    const response = await this.#options
      .driver(spec.service.cluster)
      .request(
        spec.key,
        replica,
        `/v2/models/${encodeURIComponent(spec.modelName)}`,
        AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      );
    const text = await response.text();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    if (text.length > MAX_BYTES) throw new Error('the answer is too long');
    return parseModelMetadata(JSON.parse(text));
  }
}

/**
 * Reads V2 model metadata; what a server adds to it is left out.
 *
 * @throws Error if it is no such metadata
 */
export function parseModelMetadata(value: unknown): ModelMetadata {
  if (!isObject(value) || typeof value.name !== 'string') {
    throw new Error('not the metadata of a model: it has no name');
  }
  const { name, versions, platform } = value;
  return {
    name,
    ...(isListOf(versions, isString) ? { versions } : {}),
    ...(typeof platform === 'string' ? { platform } : {}),
    inputs: tensorsOf(value.inputs),
    outputs: tensorsOf(value.outputs),
  };
}

function tensorsOf(value: unknown): TensorMetadata[] {
  if (!Array.isArray(value)) return [];
  const tensors: TensorMetadata[] = [];
  for (const entry of value) {
    if (!isObject(entry)) continue;
    const { name, datatype } = entry;
    const shape: unknown[] = Array.isArray(entry.shape) ? entry.shape : [];
    // Some servers write free dimensions and large numbers as strings.
    const sizes = shape.map(Number);
    if (
      typeof name === 'string' &&
      typeof datatype === 'string' &&
      sizes.every(Number.isFinite)
    ) {
      tensors.push({ name, datatype, shape: sizes });
    }
  }
  return tensors;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}
