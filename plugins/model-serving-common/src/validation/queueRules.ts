import { annotations } from '../constants';
import { readQueueDepth, readQueueTimeout } from '../queue';
import { Rule } from './rule';

const READERS: Readonly<Record<string, (annotation: string) => number>> = {
  [annotations.queueDepth]: readQueueDepth,
  [annotations.queueTimeout]: readQueueTimeout,
};

/** Annotations that say how long, and how many, requests wait. */
export const queueRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  for (const [key, read] of Object.entries(READERS)) {
    const annotation = service.metadata.annotations?.[key];
    if (annotation === undefined) continue;
    try {
      read(annotation);
    } catch (error) {
      messages.error(`metadata.annotations[${key}]`, (error as Error).message);
    }
  }
};
