import { flower, type Deployments } from './Deployments';
import type { Answer } from './TestPortal';

/** A connection that breaks is nothing to clients that ask again until then. */
const ASKS_FOR_MS = 10_000;

/** Clients that ask one after the other until they are stopped. */
export class Load {
  readonly failures: (Answer | Error)[] = [];
  answers = 0;
  #isOver = false;
  readonly #clients: Promise<unknown>;

  constructor(options: {
    readonly deployments: Deployments;
    readonly name: string;
    readonly token?: string;
    readonly clients: number;
    /** Where their connection breaks, as clients of what runs several times do. */
    readonly asksAgain?: boolean;
  }) {
    const { deployments, name, token, clients, asksAgain = false } = options;
    const predict = () => deployments.predict(name, flower.features, token);
    const answered = async () => {
      const end = Date.now() + ASKS_FOR_MS;
      for (;;) {
        try {
          return await predict();
        } catch (error) {
          if (!asksAgain || Date.now() > end) throw error;
          await new Promise(resolve => setTimeout(resolve, 50));
        }
      }
    };
    const ask = async () => {
      while (!this.#isOver) {
        try {
          const answer = await answered();
          if (answer.status !== 200) this.failures.push(answer);
        } catch (error) {
          this.failures.push(error as Error);
        }
        this.answers++;
      }
    };
    this.#clients = Promise.all(Array.from({ length: clients }, ask));
  }

  /** Resolves when so many more have been answered. */
  async more(count: number): Promise<void> {
    const end = this.answers + count;
    while (this.answers < end)
      await new Promise(resolve => setTimeout(resolve, 20));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#clients;
  }
}
