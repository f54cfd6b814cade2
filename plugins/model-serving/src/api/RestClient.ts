import { ResponseError } from '@backstage/errors';
import { FetchApi } from '@backstage/frontend-plugin-api';
import { WRITE_ORIGIN_HEADER } from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';
import { readLines } from './readLines';

type QueryValue = string | number | boolean | readonly string[] | undefined;

/** Calls of the plugin's REST API with the signed-in user's rights. */
export class RestClient {
  readonly #fetchApi: FetchApi;

  constructor(fetchApi: FetchApi) {
    this.#fetchApi = fetchApi;
  }

  /** The list in an answer `{ items }`. */
  async items<T>(
    method: string,
    path: string,
    options?: RequestOptions,
    query?: Record<string, QueryValue>,
  ): Promise<readonly T[]> {
    const { items } = await this.json<{ items: readonly T[] }>(
      method,
      path,
      options,
      query,
    );
    return items;
  }

  /** An answer in JSON. */
  async json<T>(
    method: string,
    path: string,
    options?: RequestOptions,
    query?: Record<string, QueryValue>,
    body?: unknown,
  ): Promise<T> {
    const response = await this.request(method, path, options, query, body);
    return response.json();
  }

  /** Each line of an answer that is one JSON object a line, as it comes; ends with the answer. */
  async *lines<T>(
    path: string,
    options?: RequestOptions,
    query?: Record<string, QueryValue>,
  ): AsyncIterable<T> {
    const { body } = await this.request('GET', path, options, query);
    if (!body) return;
    for await (const line of readLines(body)) yield JSON.parse(line) as T;
  }

  /** @throws ResponseError if the backend refuses */
  async request(
    method: string,
    path: string,
    options: RequestOptions = {},
    query: Record<string, QueryValue> = {},
    body?: unknown,
  ): Promise<Response> {
    const response = await this.#fetchApi.fetch(
      `plugin://model-serving/${path}${queryString(query)}`,
      {
        method,
        signal: options.signal,
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(options.how && { [WRITE_ORIGIN_HEADER]: options.how }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

/** List values repeat their key; an empty string means something only in a list (no owner). */
function queryString(query: Record<string, QueryValue>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) {
      for (const one of value) {
        parameters.append(key, one);
      }
    } else if (value !== undefined && value !== '') {
      parameters.append(key, String(value));
    }
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
