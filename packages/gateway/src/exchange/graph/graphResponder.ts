import { isGraphRouteId } from '@greenroom/backstage-plugin-model-serving-common';
import { Outcome } from '../../traffic';
import { UpstreamBody } from '../../upstream';
import {
  GraphRun,
  LiveGraph,
  LiveStep,
  Running,
  StepAnswer,
  StepBudget,
  StepCaller,
  StepHeaders,
  stepHeaders,
  StepInput,
  StepSpan,
  stepTrace,
} from '../../graph';
import type { Exchange } from '../exchange';
import { Refusal, refusals } from '../refusal';
import { setRouteHeaders } from '../requestHeaders';
import { Responder } from '../responder';
import { LiveRoute } from '../types';
import { isJsonBody, sniffedType } from './sniffedType';
import { OwnCall } from './ownCall';
import { ServiceCall } from './serviceCall';
import { UrlCall } from './urlCall';

/** Largest body of a request to a graph: its steps may need it again. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const emptyBody = Buffer.alloc(0);

const health: ReadonlyMap<string, object> = new Map([
  ['/v2/health/live', { live: true }],
  ['/v2/health/ready', { ready: true }],
]);

/** Answers with what a graph makes of the request. */
export class GraphResponder implements Responder, StepCaller {
  readonly #exchange: Exchange;
  readonly #budget: StepBudget;
  #graph: LiveGraph | undefined;
  #run: GraphRun | undefined;
  #running: Running | undefined;
  #headers: StepHeaders | undefined;
  #deadline = 0;
  #isOver = false;
  /** What was read so far of a body that is not read whole by the exchange. */
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#budget = exchange.request.stepBudget ?? StepBudget.whole();
  }

  get timeoutMs(): number {
    return this.#graph!.timeoutMs;
  }

  enter(route: LiveRoute): Refusal | undefined {
    this.#graph = route.graph;
    setRouteHeaders(this.#exchange.headers, route);
    if (this.#exchange.request.isGrpc) return refusals.grpcUnsupported;
    if (this.#budget.isTooDeep) return refusals.graphLoop;
    return route.unavailable;
  }

  leave(): void {
    this.#graph = undefined;
  }

  start(body: UpstreamBody): void {
    if (body === undefined || Buffer.isBuffer(body))
      this.#begin(body ?? emptyBody);
    else if ((body.contentLength ?? 0) > MAX_BODY_BYTES)
      this.#exchange.fail(refusals.bodyTooLarge);
    else this.#exchange.readBody();
  }

  write(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#isOver) return true;
    if (this.#bytes > MAX_BODY_BYTES) {
      this.#exchange.fail(refusals.bodyTooLarge);
      return true;
    }
    this.#pieces.push(chunk);
    return true;
  }

  writeEnd(): void {
    if (!this.#isOver) this.#begin(Buffer.concat(this.#pieces));
  }

  resume(): void {}

  expire(): Refusal | undefined {
    if (!this.#run) return undefined;
    // KServe's router just closes the connection
    if (this.#graph?.profile === 'kserve') {
      this.#exchange.abort();
      return undefined;
    }
    return {
      status: 504,
      reason: 'GraphTimeout',
      message: 'Failed to process request',
      cause: `the graph took longer than ${this.timeoutMs / 1000} s`,
    };
  }

  cancel(): void {
    this.#isOver = true;
    this.#running?.abort();
    this.#running = undefined;
  }

  finish(
    _now: number,
    _outcome: Outcome,
    _latencyMs: number,
    _bytesIn: number,
    _bytesOut: number,
  ): void {}

  // As the caller of its steps.

  call(
    step: LiveStep,
    input: StepInput,
    span: StepSpan | undefined,
    done: (answer: StepAnswer) => void,
  ): Running {
    const { context, request } = this.#exchange;
    const { target, id } = step;
    const leftMs = Math.max(0, this.#deadline - context.now());
    const common = {
      stepId: id,
      headers: withSpan(this.#headers!.forBody(input), span),
      body: input.body,
      timeoutMs: limitOf(step, this.#graph!, leftMs),
      done,
    };
    if (target.kind === 'service')
      return ServiceCall.start({
        ...common,
        context,
        route: target.route,
        path: target.path,
        client: request.remoteAddress,
        leftMs,
      });
    if (target.kind === 'node') throw new Error(`${id} is a node, not a call`);
    if (target.isOwn && this.#isGraph(target.url))
      return OwnCall.start({
        ...common,
        context,
        url: target.url,
        remoteAddress: request.remoteAddress,
        budget: this.#budget.below(),
      });
    return UrlCall.start({
      ...common,
      caller: context.urlCaller,
      wheel: context.wheel,
      url: target.url,
      followsRedirects: this.#graph!.profile === 'kserve',
    });
  }

  /** Whether another graph answers there. A model's route is called by its URL like an address outside, within the address rules. */
  #isGraph({ host, pathname }: URL): boolean {
    const { snapshot } = this.#exchange.context;
    const match = snapshot?.routes.match(host, pathname);
    return match !== undefined && isGraphRouteId(match.route.id);
  }

  #begin(body: Buffer): void {
    const exchange = this.#exchange;
    const graph = this.#graph!;
    const { method } = exchange.request;
    if (this.#answersItself(graph)) return;
    if (method !== 'POST' && graph.profile === 'greenroom') {
      exchange.fail(refusals.graphMethod);
      return;
    }
    const { context, headers } = exchange;
    this.#deadline = context.now() + graph.timeoutMs;
    this.#headers = stepHeaders(
      headers.forward,
      graph.propagate,
      graph.readsHeaders,
    );
    const run = new GraphRun({
      graph,
      caller: this,
      world: { profile: graph.profile, headers: this.#headers.named },
      now: context.now,
      trace: exchange.span && stepTrace(exchange.span),
      budget: this.#budget,
    });
    this.#run = run;
    const running = run.start(body, answer => this.#answer(answer));
    if (!this.#isOver) this.#running = running;
  }

  /** Health, and what there is to say about a graph. True: answered. */
  #answersItself({ name, profile }: LiveGraph): boolean {
    const { request, path, context } = this.#exchange;
    if (path === '/readyz') {
      const words = context.isDraining ? 'shutting down' : '';
      this.#send(context.isDraining ? 503 : 200, Buffer.from(words), [
        'content-type',
        'text/plain; charset=utf-8',
      ]);
      return true;
    }
    if (profile === 'kserve') return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const said =
      path === '/v2' || path === '/v2/'
        ? { name, versions: [], extensions: [] }
        : health.get(path);
    if (!said) return false;
    this.#send(200, Buffer.from(JSON.stringify(said)), [
      'content-type',
      'application/json',
    ]);
    return true;
  }

  #answer(answer: StepAnswer): void {
    this.#running = undefined;
    const run = this.#run!;
    const { body, status } = answer;
    const headers = contentTypeOf(answer, run.world.profile);
    headers.push('x-greenroom-graph-path', run.path.join(','));
    if (run.failed.length > 0 && run.world.profile === 'greenroom')
      headers.push('x-greenroom-graph-failed', run.failed.join(','));
    this.#send(status, body, headers, answer.reason);
  }

  /** @param reason - why the gateway itself answers */
  #send(
    status: number,
    body: Buffer,
    headers: string[],
    reason?: string,
  ): void {
    this.#isOver = true;
    const exchange = this.#exchange;
    headers.push('content-length', String(body.length));
    exchange.head(status, headers, []);
    if (body.length > 0 && exchange.request.method !== 'HEAD')
      exchange.data(body);
    exchange.end(
      [],
      reason !== undefined && status >= 400 ? { reason } : undefined,
    );
  }
}

/** The least of what a step, its graph and the time that is left say; undefined: what is left, which others watch. */
function limitOf(
  { timeoutMs }: LiveStep,
  { stepTimeoutMs }: LiveGraph,
  leftMs: number,
): number | undefined {
  const own = Math.min(timeoutMs ?? Infinity, stepTimeoutMs ?? Infinity);
  return own < leftMs ? own : undefined;
}

function contentTypeOf(
  { body, contentType, cause }: StepAnswer,
  profile: LiveGraph['profile'],
): string[] {
  if (profile === 'greenroom' || cause !== undefined)
    return contentType === undefined ? [] : ['content-type', contentType];
  return [
    'content-type',
    isJsonBody(body) ? 'application/json' : sniffedType(body),
  ];
}

function withSpan(
  headers: readonly string[],
  span: StepSpan | undefined,
): readonly string[] {
  if (!span || span.headers.length === 0) return headers;
  const rest: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    if (!/^traceparent$/i.test(headers[i]))
      rest.push(headers[i], headers[i + 1]);
  return [...rest, ...span.headers];
}
