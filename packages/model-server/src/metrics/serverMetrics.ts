import { Histogram } from './histogram';

/**
 * The stages of a request that KServe's servers time: decoding, running the model, encoding.
 *
 * @public
 */
export const STAGES = [
  'preprocess',
  'predict',
  'explain',
  'postprocess',
] as const;

/**
 * One of {@link STAGES}.
 *
 * @public
 */
export type Stage = (typeof STAGES)[number];

/**
 * What the server counts, and its Prometheus text.
 *
 * Own code rather than a client library: two kinds of metric are all it has, and loading the library would take a tenth of
 * the time to the first prediction.
 *
 * @public
 */
export class ServerMetrics {
  readonly #labels: string;
  readonly #stages: Readonly<Record<Stage, Histogram>>;
  readonly #requests = new Map<string, number>();

  private constructor(modelName: string) {
    this.#labels = `model_name="${escapeLabel(modelName)}"`;
    this.#stages = {
      preprocess: Histogram.create(),
      predict: Histogram.create(),
      explain: Histogram.create(),
      postprocess: Histogram.create(),
    };
  }

  static create(modelName: string): ServerMetrics {
    return new ServerMetrics(modelName);
  }

  /** Records the stages of one inference; the arguments are four successive readings of a millisecond clock. */
  observeInference(
    start: number,
    decoded: number,
    predicted: number,
    encoded: number,
  ): void {
    this.#stages.preprocess.observe(decoded - start);
    this.#stages.predict.observe(predicted - decoded);
    this.#stages.postprocess.observe(encoded - predicted);
  }

  /** Counts an inference request, good or bad, by protocol and by the code of its answer. */
  countRequest(protocol: 'v1' | 'v2' | 'grpc', code: number): void {
    const key = `protocol="${protocol}",code="${code}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
  }

  /** Everything in Prometheus' text format, with the process's memory and CPU time as they are now. */
  format(): string {
    let text = '';
    for (const stage of STAGES) {
      const name = `request_${stage}_seconds`;
      text += `# HELP ${name} Time a request spends in the stage ${stage}\n# TYPE ${name} histogram\n`;
      text += this.#stages[stage].format(name, this.#labels);
    }
    text +=
      '# HELP request_total Inference requests by protocol and code of the answer\n# TYPE request_total counter\n';
    for (const [labels, count] of this.#requests) {
      text += `request_total{${this.#labels},${labels}} ${count}\n`;
    }
    const cpu = process.cpuUsage();
    return `${text}# HELP process_resident_memory_bytes Resident memory size in bytes\n# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes ${process.memoryUsage.rss()}
# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds\n# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}
`;
  }
}

function escapeLabel(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n');
}
