import { annotations } from '../constants';
import { readQueueDepth, readQueueTimeout } from '../queue';
import { AnnotationReaders, demandReadable } from './demandReadable';
import { Rule } from './rule';

const READERS: AnnotationReaders = {
  [annotations.queueDepth]: readQueueDepth,
  [annotations.queueTimeout]: readQueueTimeout,
};

/** Annotations that say how long, and how many, requests wait. */
export const queueRules: Rule = context => {
  if (context.profile !== 'kserve') demandReadable(READERS, context);
};
