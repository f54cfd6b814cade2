import type { CoreV1Event } from '@kubernetes/client-node';
import type { EventView } from '@greenroom/backstage-plugin-model-serving-common';

/** Who was faster of two that wrote at once: happens to healthy services too, and is no fault. */
const NO_FAULT = /the object has been modified; please apply your changes/;

/** Events of a cluster, by the object that they are about: as long as the cluster keeps them. */
export class EventBook {
  /** By namespace and name of the object, then by name of the event. */
  readonly #events = new Map<string, Map<string, CoreV1Event>>();

  changed(event: CoreV1Event): void {
    const key = keyOf(event);
    const events = this.#events.get(key) ?? new Map<string, CoreV1Event>();
    events.set(event.metadata.name ?? '', event);
    this.#events.set(key, events);
  }

  gone(event: CoreV1Event): void {
    const key = keyOf(event);
    const events = this.#events.get(key);
    events?.delete(event.metadata.name ?? '');
    if (events?.size === 0) this.#events.delete(key);
  }

  /**
   * Newest first.
   * @param belongs - whether an object's events are asked for
   */
  of(
    namespace: string,
    belongs: (object: {
      readonly kind: string;
      readonly name: string;
    }) => boolean,
    limit: number,
  ): readonly EventView[] {
    return [...this.#events]
      .filter(([key]) => key.startsWith(`${namespace}/`))
      .flatMap(([, events]) => [...events.values()])
      .filter(({ involvedObject, message = '' }) => {
        const { kind = '', name = '' } = involvedObject;
        return belongs({ kind, name }) && !NO_FAULT.test(message);
      })
      .map(viewOf)
      .sort((a, b) => b.lastSeen.localeCompare(a.lastSeen))
      .slice(0, limit);
  }
}

function viewOf(event: CoreV1Event): EventView {
  const { involvedObject, reason = '', message = '', series } = event;
  const last =
    series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp;
  const first = event.firstTimestamp ?? event.eventTime ?? last;
  return {
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    message,
    object: `${involvedObject.kind}/${involvedObject.name}`,
    firstSeen: new Date(first ?? 0).toISOString(),
    lastSeen: new Date(last ?? 0).toISOString(),
    count: series?.count ?? event.count ?? 1,
  };
}

function keyOf({ involvedObject, metadata }: CoreV1Event): string {
  const namespace = involvedObject.namespace ?? metadata.namespace ?? '';
  return `${namespace}/${involvedObject.name}`;
}
