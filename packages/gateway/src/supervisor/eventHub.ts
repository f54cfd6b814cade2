import { ServerResponse } from 'node:http';
import { GatewayEvent } from '@greenroom/backstage-plugin-model-serving-common';

/** A subscriber that lags by more is cut: it learns everything again from the first message of its next connection. */
const maxLagBytes = 8 * 1024 * 1024;

/** Sends events to all who listen, one line of JSON each. Nobody can hold up the others. */
export class EventHub {
  readonly #subscribers = new Set<ServerResponse>();

  /** Opens a stream with the events that say where things stand. */
  subscribe(response: ServerResponse, opening: readonly GatewayEvent[]): void {
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
    response.write(opening.map(line).join(''));
    this.#subscribers.add(response);
    response.on('close', () => this.#subscribers.delete(response));
  }

  publish(event: GatewayEvent): void {
    if (this.#subscribers.size === 0) return;
    const text = line(event);
    for (const response of this.#subscribers) {
      if (response.writableLength > maxLagBytes) response.destroy();
      else response.write(text);
    }
  }

  /** Ends all streams; resolves when what was published has left or its reader has. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#subscribers].map(
        response =>
          new Promise<void>(resolve => {
            response.on('close', resolve);
            response.end();
          }),
      ),
    );
  }
}

function line(event: GatewayEvent): string {
  return `${JSON.stringify(event)}\n`;
}
