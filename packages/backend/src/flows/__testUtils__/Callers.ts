import { Agent, request } from 'node:http';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request without a whole answer. */
export interface LostCall {
  readonly code: string | undefined;
  /** Bytes that came before it was cut. */
  readonly received: number;
  /** The period in which its connection was opened: see {@link Callers.allow}. */
  readonly openedIn: number;
}

/** An answer that should not have been. */
export interface WrongAnswer {
  readonly status: number;
  readonly body: string;
  /** Versions that were allowed to answer while it was under way. */
  readonly allowed: readonly string[];
}

/** Between two requests of a client: others need the machine, too. */
const PAUSE_MS = 5;

/**
 * Clients that call the model server of `naming.js` over and over, every other one on a connection of its own for each
 * request, and watch who answers.
 */
export class Callers {
  readonly lost: LostCall[] = [];
  readonly wrong: WrongAnswer[] = [];
  /** Whole answers, right or wrong. */
  answers = 0;
  /** Whole answers, by version. */
  readonly byVersion = new Map<string, number>();
  readonly #url: string;
  readonly #clients: Promise<unknown>;
  /** Who may answer, by period. */
  readonly #allowed: (readonly string[])[] = [];
  readonly #openedIn = new WeakMap<Socket, number>();
  /** Of clients that keep theirs: one of them in each. */
  readonly #agents: Agent[] = [];
  #goesOn = Promise.resolve();
  #resume = () => {};
  #underWay = 0;
  #isOver = false;

  /** @param allowed - versions that may answer at first */
  constructor(url: string, clients: number, allowed: readonly string[]) {
    this.#url = url;
    this.#allowed.push(allowed);
    this.#clients = Promise.all(
      Array.from({ length: clients }, (_, i) => this.#ask(i % 2 === 0)),
    );
  }

  /**
   * A period begins in which these versions may answer. What was sent in the one before may still be answered as it
   * allowed.
   * @returns its number
   */
  allow(...versions: string[]): number {
    return this.#allowed.push(versions) - 1;
  }

  /** Lets nobody send any more, and waits until all are answered. */
  async pause(): Promise<void> {
    this.#goesOn = new Promise(resolve => {
      this.#resume = resolve;
    });
    while (this.#underWay > 0)
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }

  resume(): void {
    this.#resume();
  }

  /** Waits until so many were answered in all. */
  async reach(answers: number): Promise<void> {
    while (this.answers < answers)
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }

  /** So many more while all others pause, one after the other on one connection, which is one worker's: by version. */
  async sample(count: number): Promise<Record<string, number>> {
    const before = new Map(this.byVersion);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < count; i++) await this.#call(agent);
    agent.destroy();
    return Object.fromEntries(
      [...this.byVersion]
        .map(([version, now]) => [version, now - (before.get(version) ?? 0)])
        .filter(([, more]) => more !== 0),
    );
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#resume();
    await this.#clients;
    for (const agent of this.#agents) agent.destroy();
  }

  async #ask(isKept: boolean): Promise<void> {
    const agent = isKept && new Agent({ keepAlive: true, maxSockets: 1 });
    if (agent) this.#agents.push(agent);
    while (!this.#isOver) {
      await this.#call(agent);
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      await this.#goesOn;
    }
  }

  async #call(agent: Agent | false): Promise<void> {
    const sentIn = this.#allowed.length - 1;
    const call: { received: number; openedIn?: number } = { received: 0 };
    this.#underWay++;
    try {
      const { status, body } = await this.#send(agent, call);
      const allowed = this.#allowed.slice(sentIn).flat();
      const { version } = JSON.parse(body);
      const isRight = status === 200 && allowed.includes(version);
      if (!isRight) this.wrong.push({ status, body, allowed });
      this.answers++;
      this.byVersion.set(version, (this.byVersion.get(version) ?? 0) + 1);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const { received, openedIn = sentIn } = call;
      this.lost.push({ code, received, openedIn });
    } finally {
      this.#underWay--;
    }
  }

  #send(
    agent: Agent | false,
    call: { received: number; openedIn?: number },
  ): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const sending = request(
        this.#url,
        {
          method: 'POST',
          agent,
          headers: { connection: agent ? 'keep-alive' : 'close' },
        },
        response => {
          response.on('error', reject);
          text(response).then(
            body => resolve({ status: response.statusCode ?? 0, body }),
            reject,
          );
        },
      );
      let socket: Socket | undefined;
      let before = 0;
      sending.on('socket', given => {
        socket = given;
        before = given.bytesRead;
        const openedIn = this.#openedIn.get(given) ?? this.#allowed.length - 1;
        this.#openedIn.set(given, openedIn);
        call.openedIn = openedIn;
      });
      sending.on('error', error => {
        call.received = (socket?.bytesRead ?? 0) - before;
        reject(error);
      });
      sending.end('{"inputs":[]}');
    });
  }
}
