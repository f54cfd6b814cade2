import { ModelHttpServer, type BodyLimits } from '../http';
import { ModelHost, type Model } from '../inference';
import { ServerMetrics } from '../metrics';

/** A model behind HTTP in this process. */
export class ServedModel {
  readonly host: ModelHost;
  readonly metrics: ServerMetrics;
  readonly #server: ModelHttpServer;
  isListening = true;
  port = 0;

  private constructor(
    limits: BodyLimits,
    requestTimeoutMs: number,
    instanceId: string | undefined,
  ) {
    this.host = ModelHost.create('m');
    this.metrics = ServerMetrics.create('m');
    this.#server = ModelHttpServer.create({
      host: this.host,
      metrics: this.metrics,
      limits,
      instanceId,
      requestTimeoutMs,
      isListening: () => this.isListening,
      now: () => performance.now(),
    });
  }

  static async start(options: {
    model?: Model;
    limits?: BodyLimits;
    requestTimeoutMs?: number;
    instanceId?: string;
  }): Promise<ServedModel> {
    const served = new ServedModel(
      options.limits ?? { jsonBytes: 10_000, bodyBytes: 20_000 },
      options.requestTimeoutMs ?? 10_000,
      options.instanceId,
    );
    if (options.model !== undefined) {
      served.host.serve(options.model);
    }
    served.port = await served.#server.listen(0, '127.0.0.1');
    return served;
  }

  /** Ends when all requests in flight are answered. */
  close(): Promise<boolean> {
    return this.#server.close(new Promise(() => {}));
  }

  async stop(): Promise<void> {
    await this.#server.close(Promise.resolve());
  }
}
