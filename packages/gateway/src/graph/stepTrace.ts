import { OpenSpan } from '../trace';
import { GraphTrace } from './types';

/** Makes a span of each step below that of the exchange; the step's service is told it as its caller. */
export function stepTrace(exchange: OpenSpan): GraphTrace {
  return {
    stepStarted({ id, target }) {
      const kind = target.kind === 'node' ? 'internal' : 'client';
      const span = exchange.begin(`step ${id}`, kind);
      return {
        headers: ['traceparent', span.traceparent],
        stepEnded: status =>
          span.end(
            {
              'greenroom.graph.step': id,
              ...(status !== undefined && {
                'http.response.status_code': status,
              }),
            },
            status === undefined || status >= 400,
          ),
      };
    },
  };
}
