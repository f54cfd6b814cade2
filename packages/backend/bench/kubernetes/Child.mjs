import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const transform = createRequire(import.meta.url).resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);

/** A process of a benchmark that answers questions; its TypeScript is compiled as `npm start` does it. */
export class Child {
  #process;
  /** What it said when it was ready. */
  hello;
  /** What it tells unasked. */
  heard = [];
  #waiting = [];

  constructor(process) {
    this.#process = process;
  }

  /** @param {string} file @param {object} options its argument @param {string[]} flags of Node */
  static async start(file, options, flags = []) {
    const process_ = fork(file, [JSON.stringify(options)], {
      execArgv: ['--require', transform, '--no-deprecation', ...flags],
      env: { ...process.env, NODE_ENV: 'production' },
      // It logs what it does; only what goes wrong belongs beside figures.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const child = new Child(process_);
    child.hello = await new Promise((resolve, reject) => {
      process_.once('exit', code =>
        reject(new Error(`${file} ended (${code})`)),
      );
      process_.on('message', message => {
        // The compiler tells of every file that it loads
        if (message.type === 'watch') return;
        if (!child.hello) resolve((child.hello = message));
        else if (message.answer) child.#waiting.shift()?.(message.answer);
        else child.heard.push(message);
      });
    });
    return child;
  }

  /** Answers come in the order of the questions. */
  ask(question = {}) {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#process.send(question);
    });
  }

  async stop() {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
