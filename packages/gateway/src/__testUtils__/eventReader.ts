import http from 'node:http';
import { GatewayEvent } from '@greenroom/backstage-plugin-model-serving-common';
import { until } from './until';

/** Collects the events of a gateway. */
export class EventReader {
  readonly events: GatewayEvent[] = [];
  isEnded = false;
  readonly #request: http.ClientRequest;

  constructor(port: number, token: string) {
    let rest = '';
    this.#request = http.get({
      host: '127.0.0.1',
      port,
      path: '/events',
      agent: false,
      headers: { authorization: `Bearer ${token}` },
    });
    this.#request.on('error', () => {
      this.isEnded = true;
    });
    this.#request.on('response', response => {
      response.on('error', () => {});
      response.on('close', () => {
        this.isEnded = true;
      });
      response.on('data', chunk => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines) this.events.push(JSON.parse(line));
      });
    });
  }

  /** Waits for an event of a type that satisfies a condition. */
  find<T extends GatewayEvent['type']>(
    type: T,
    condition: (event: Extract<GatewayEvent, { type: T }>) => boolean = () =>
      true,
  ): Promise<Extract<GatewayEvent, { type: T }>> {
    const isWanted = (
      event: GatewayEvent,
    ): event is Extract<GatewayEvent, { type: T }> =>
      event.type === type &&
      condition(event as Extract<GatewayEvent, { type: T }>);
    return until(`the event ${type}`, () => this.events.find(isWanted));
  }

  close(): void {
    this.#request.destroy();
  }
}
