import type { JsonObject } from '@backstage/types';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<
          Record<string, { readonly schema: unknown }>
        >;
        readonly $ref?: string;
      }
    >
  >;
}

/** Checks answers of the API against its OpenAPI document. */
export class DocumentCheck {
  readonly #paths: Readonly<
    Record<string, Readonly<Record<string, Operation>>>
  >;
  readonly #ajv: Ajv;

  constructor(document: JsonObject) {
    const { paths } = document as { paths?: unknown };
    this.#paths = paths as Readonly<Record<string, Record<string, Operation>>>;
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.#ajv);
    this.#ajv.addSchema(document, 'api');
  }

  /** `GET /deployments`, … in the order of the document. */
  get operations(): readonly string[] {
    return Object.entries(this.#paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    );
  }

  /** @throws Error with what of an answer the document does not say */
  check(method: string, path: string, status: number, body: unknown): void {
    const template = Object.keys(this.#paths).find(known =>
      matches(known, path),
    );
    const operation = template && this.#paths[template][method.toLowerCase()];
    if (!template || !operation) return; // answered by nobody: a 404 of the server
    const isDeclared = String(status) in operation.responses;
    if (!isDeclared && status < 400) {
      throw new Error(
        `${method} ${template} answered ${status}, which its document does not have`,
      );
    }
    const pointer = isDeclared
      ? [
          'paths',
          template,
          method.toLowerCase(),
          'responses',
          String(status),
          'content',
          mediaTypeOf(operation.responses[String(status)].content),
          'schema',
        ]
      : [
          'components',
          'responses',
          'Error',
          'content',
          'application/json',
          'schema',
        ];
    if (isDeclared && !operation.responses[String(status)].content) {
      if (body !== undefined)
        throw new Error(`${method} ${template}: a body that is not documented`);
      return;
    }
    const validate = this.#ajv.compile({
      $ref: `api#/${pointer
        .map(part =>
          encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
        )
        .join('/')}`,
    });
    if (!validate(body)) {
      throw new Error(
        `${method} ${template} ${status}: ${this.#ajv.errorsText(
          validate.errors,
        )}`,
      );
    }
  }
}

function matches(template: string, path: string): boolean {
  const [parts, given] = [template, path].map(text => text.split('/'));
  const isLiteral = !given.includes('test') || parts.includes('test');
  return (
    parts.length === given.length &&
    isLiteral &&
    parts.every((part, i) => part.startsWith('{') || part === given[i])
  );
}

/** YAML is answered as a text, everything else as JSON. */
function mediaTypeOf(content: object | undefined): string {
  return content && 'application/yaml' in content
    ? 'application/yaml'
    : 'application/json';
}
