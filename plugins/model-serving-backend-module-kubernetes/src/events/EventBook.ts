import type { CoreV1Event } from '@kubernetes/client-node';
import type { EventView } from '@greenroom/backstage-plugin-model-serving-common';

/** Who was faster of two that wrote at once: happens to healthy services too, and is no fault. */
const NO_FAULT = /the object has been modified; please apply your changes/;
/** Of a whole cluster; the ones that were told of longest ago go first. A cluster keeps them for an hour. */
const KEPT_EVENTS = 5_000;

/** What an event is about. */
export interface EventObject {
  readonly kind: string;
  readonly name: string;
}

/** Events of a cluster, by the object that they are about: as long as the cluster keeps them, and as many as there is room for. */
export class EventBook {
  readonly #limit: number;
  /** By namespace and name of the event; the one that was told of last at the end. */
  readonly #events = new Map<string, CoreV1Event>();
  /** Keys of events by namespace and name of their object. */
  readonly #byObject = new Map<string, Set<string>>();

  constructor(limit: number = KEPT_EVENTS) {
    this.#limit = limit;
  }

  changed(event: CoreV1Event): void {
    const key = keyOf(event);
    this.#forget(key);
    this.#events.set(key, event);
    const object = objectKeyOf(event);
    const keys = this.#byObject.get(object) ?? new Set<string>();
    this.#byObject.set(object, keys.add(key));
    const [oldest] = this.#events.keys();
    if (this.#events.size > this.#limit) this.#forget(oldest);
  }

  gone(event: Pick<CoreV1Event, 'metadata'>): void {
    this.#forget(keyOf(event));
  }

  /**
   * Newest first; those that say the same of the same object are one.
   * @param belongs - whether an object's events are asked for
   */
  of(
    namespace: string,
    belongs: (object: EventObject) => boolean,
    limit: number,
  ): readonly EventView[] {
    const views = new Map<string, EventView>();
    for (const [object, keys] of this.#byObject) {
      if (!object.startsWith(`${namespace}/`)) continue;
      for (const key of keys) {
        const event = this.#events.get(key);
        if (!event || !isTold(event, belongs)) continue;
        const view = viewOf(event);
        const { type, reason, message } = view;
        const same = JSON.stringify([type, reason, message, view.object]);
        const known = views.get(same);
        views.set(same, known ? together(known, view) : view);
      }
    }
    return [...views.values()]
      .sort((a, b) => b.lastSeen.localeCompare(a.lastSeen))
      .slice(0, limit);
  }

  #forget(key: string): void {
    const event = this.#events.get(key);
    if (!event) return;
    this.#events.delete(key);
    const object = objectKeyOf(event);
    const keys = this.#byObject.get(object);
    keys?.delete(key);
    if (keys?.size === 0) this.#byObject.delete(object);
  }
}

function isTold(
  { involvedObject, message = '' }: CoreV1Event,
  belongs: (object: EventObject) => boolean,
): boolean {
  const { kind = '', name = '' } = involvedObject;
  return belongs({ kind, name }) && !NO_FAULT.test(message);
}

function together(a: EventView, b: EventView): EventView {
  return {
    ...a,
    firstSeen: a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen,
    lastSeen: a.lastSeen > b.lastSeen ? a.lastSeen : b.lastSeen,
    count: a.count + b.count,
  };
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
    source: 'cluster',
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    message,
    object: `${involvedObject.kind}/${involvedObject.name}`,
    firstSeen: new Date(first ?? 0).toISOString(),
    lastSeen: new Date(last ?? 0).toISOString(),
    count: series?.count ?? event.count ?? 1,
  };
}

function keyOf({ metadata }: Pick<CoreV1Event, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function objectKeyOf({ involvedObject, metadata }: CoreV1Event): string {
  const namespace = involvedObject.namespace ?? metadata.namespace ?? '';
  return `${namespace}/${involvedObject.name}`;
}
