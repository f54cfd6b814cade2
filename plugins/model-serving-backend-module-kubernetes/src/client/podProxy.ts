import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { KubeClient } from './KubeClient';
import { pathOf, resourceTypes } from './resourceTypes';

/** Statuses whose answers have no body. */
const BODILESS = new Set([101, 204, 205, 304]);

/**
 * Calls a pod by way of the API server: no way into the cluster is needed but that one. The API server keeps
 * `authorization` for itself, so that credentials for the pod need a header of their own.
 */
export async function callPod(
  client: Pick<KubeClient, 'send'>,
  pod: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
  },
  path: string,
  init: {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  } = {},
): Promise<Response> {
  const { namespace, name, port } = pod;
  const at = pathOf(resourceTypes.Pod, { namespace, name: `${name}:${port}` });
  const answer = await client.send(`${at}/proxy${path}`, {
    ...init,
    method: (init.method ?? 'GET') as 'GET',
  });
  const { statusCode = 502, headers } = answer;
  const isBodiless = BODILESS.has(statusCode);
  if (isBodiless) answer.resume();
  return new Response(
    isBodiless
      ? null
      : (Readable.toWeb(answer) as ReadableStream<Uint8Array> as BodyInit),
    {
      status: statusCode,
      headers: Object.entries(headers).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value] as [string, string]] : [],
      ),
    },
  );
}
