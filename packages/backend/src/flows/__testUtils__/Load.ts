import { flower, type Deployments } from './Deployments';
import type { Answer } from './TestPortal';

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
  }) {
    const { deployments, name, token, clients } = options;
    const ask = async () => {
      while (!this.#isOver) {
        try {
          const answer = await deployments.predict(
            name,
            flower.features,
            token,
          );
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
