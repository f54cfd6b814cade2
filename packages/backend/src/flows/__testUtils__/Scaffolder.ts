import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Person } from './people';
import { ROOT } from './programs';
import type { Answer, TestPortal } from './TestPortal';
import { until } from './until';

/** A finished task. */
export interface TaskRun {
  readonly id: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Text of its log. */
  readonly log: string;
  readonly output: { readonly text?: readonly { readonly content: string }[] };
  /** Everything that is told of it. */
  readonly records: string;
}

/** Runs templates as their forms do. */
export class Scaffolder {
  readonly #portal: TestPortal;
  readonly #as: Person;

  constructor(portal: TestPortal, as: Person = 'alice') {
    this.#portal = portal;
    this.#as = as;
  }

  /** Runs a template of the catalog to its end. Secrets are in the values as stars, as the form has them. */
  async run(
    template: string,
    values: object,
    secrets: Record<string, string> = {},
  ): Promise<TaskRun> {
    await until(`template ${template} is in the catalog`, async () => {
      const path = `catalog/entities/by-name/template/default/${template}`;
      return (await this.#call('GET', path)).status === 200;
    });
    const started = await this.#call('POST', 'scaffolder/v2/tasks', {
      templateRef: `template:default/${template}`,
      values: { ...values, ...stars(secrets) },
      secrets,
    });
    if (started.status !== 201) {
      throw new Error(`${started.status} ${JSON.stringify(started.body)}`);
    }
    return this.#ended(started.body.id);
  }

  /** Runs a task again, as it is recovered after a crash: all steps, with the id it had. */
  async repeat(
    { id }: TaskRun,
    secrets: Record<string, string> = {},
  ): Promise<TaskRun> {
    const path = `scaffolder/v2/tasks/${id}/retry`;
    const { status, body } = await this.#call('POST', path, { secrets });
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return this.#ended(id);
  }

  /** The dry run of the template editor, with a file of `templates/` or with steps of one's own. */
  async dryRun(
    template: string | object,
    values: object,
    secrets: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#call('POST', 'scaffolder/v2/dry-run', {
      template:
        typeof template === 'string' ? await templateFile(template) : template,
      values: { ...values, ...stars(secrets) },
      secrets,
      directoryContents: [],
    });
  }

  async #ended(id: string): Promise<TaskRun> {
    const path = `scaffolder/v2/tasks/${id}`;
    const task = await until(`task ${id} has ended`, async () => {
      const { body } = await this.#call('GET', path);
      return ['completed', 'failed', 'cancelled'].includes(body.status) && body;
    });
    const { body: events } = await this.#call('GET', `${path}/events`);
    return {
      id,
      status: task.status,
      log: events
        .map((event: { body: { message: string } }) => event.body.message)
        .join('\n'),
      output:
        events.find((event: { type: string }) => event.type === 'completion')
          ?.body.output ?? {},
      records: JSON.stringify([task, events]),
    };
  }

  #call(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#portal.call(this.#as, method, path, body);
  }
}

async function templateFile(name: string): Promise<object> {
  const path = resolve(ROOT, 'templates', name, 'template.yaml');
  return parse(await readFile(path, 'utf8'));
}

function stars(secrets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      name,
      '*'.repeat(value.length),
    ]),
  );
}
