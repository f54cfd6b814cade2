import { ProtocolError } from '../../framing';
import { parseRequestTarget } from '../../routing';
import { RequestParser } from '../requestParser';
import { requestCase } from './requestCases';
import { forwarded, Reader, ReadRequest, settled } from './readings';

/**
 * What we refuse and Node's strict parser reads, by the words of our refusal, and why. Whatever is not here must be read
 * alike.
 */
export const stricter: Readonly<Record<string, string>> = {
  'this is not a request': 'a bare LF ends no line; Node reads HTTP/0.9 by it',
  'the request before was the last':
    'whoever says close, or may not go on, is not read again',
  'there is no Host header that names a host':
    'what is no authority (RFC 9110 §7.2) is read in different ways by those behind us',
  'there are two Host headers': 'two opinions about where the request goes',
  'the version is not HTTP/1.0 or HTTP/1.1':
    'nothing else is spoken here; Node reads HTTP/0.9 with headers',
  'HTTP/1.0 has no Transfer-Encoding':
    'others behind us ignore it, and see the chunks as the next request',
  'there are several empty lines before a request':
    'RFC 9112 §2.2 asks for one to be skipped; Node skips any CR and LF',
  'the Transfer-Encoding is not chunked':
    'a coding before chunked is answered with 501 before anything is read of it',
  'there are two Transfer-Encoding headers':
    'Node joins them to a list; others take the first or the last',
  'the method is not known':
    'CONNECT asks for a tunnel, and PRI begins HTTP/2: neither is a request here',
  'a chunk extension is malformed': 'Node reads one without a name',
  'a chunk size has too many digits':
    'zeros before it could go on for ever, and others count a size of more digits than this in different ways',
  'the request target is malformed':
    'a fragment is not sent (RFC 9112 §3.2), and has been used to hide a path',
};

/** A case in which the two disagree. */
export interface Disagreement {
  readonly seed: number;
  readonly what: string;
  readonly text: string;
  readonly ours: readonly ReadRequest[];
  readonly theirs: readonly ReadRequest[];
}

/** What came out of many cases. */
export interface Comparison {
  cases: number;
  /** Requests that both read, and read alike. */
  requests: number;
  /** Of those, how many went on to a replica in bytes that Node reads as the same single request. */
  forwarded: number;
  /** How often each named strictness was the reason to refuse. */
  readonly refused: Record<string, number>;
  readonly disagreements: Disagreement[];
}

const refusedOnly = 'Node reads more';

/** Cases under way at a time: each needs a few turns of the event loop, and they can share them. */
const batchSize = 64;

/** Reads the cases of the seeds from `first` on with both, and compares. Stops after ten disagreements. */
export async function compareReadings(
  first: number,
  count: number,
  onProgress: (comparison: Comparison) => void = () => {},
): Promise<Comparison> {
  const comparison: Comparison = {
    cases: 0,
    requests: 0,
    forwarded: 0,
    refused: {},
    disagreements: [],
  };
  const native = Reader.native();
  const node = Reader.node();
  for (let seed = first; seed < first + count; seed += batchSize) {
    const seeds = Array.from(
      { length: Math.min(batchSize, first + count - seed) },
      (_, i) => seed + i,
    );
    await compareBatch(seeds, native, node, comparison);
    onProgress(comparison);
    if (comparison.disagreements.length >= 10) break;
  }
  native.close();
  node.close();
  return comparison;
}

async function compareBatch(
  seeds: readonly number[],
  native: Reader,
  node: Reader,
  comparison: Comparison,
): Promise<void> {
  const cases = seeds.map(seed => {
    const { text, pieces } = requestCase(seed);
    const bytes = Buffer.from(text, 'latin1');
    return {
      seed,
      text,
      pieces,
      bytes,
      marks: marksOf(bytes),
      ours: native.open(),
      theirs: node.open(),
    };
  });
  await settled();
  for (const { pieces, ours } of cases)
    for (const piece of pieces) ours.socket.push(piece);
  // Node begins with the next request before it has told of the end of the last: it gets one at a time.
  const most = Math.max(...cases.map(({ marks }) => marks.ends.length));
  for (let i = 0; i <= most; i++) {
    for (const { bytes, marks, theirs } of cases) {
      if (i > marks.ends.length) continue;
      const segment = bytes.subarray(marks.ends[i - 1] ?? 0, marks.ends[i]);
      if (segment.length > 0 && !theirs.socket.destroyed)
        theirs.socket.push(segment);
    }
    await settled();
  }
  for (const { seed, text, marks, ours, theirs } of cases) {
    comparison.cases++;
    const what = differenceOf(ours.requests, theirs.requests, marks);
    const reason = marks.defect;
    if (what && !(what === refusedOnly && reason && reason in stricter)) {
      comparison.disagreements.push({
        seed,
        what: `${what}${reason ? ` (we say: ${reason})` : ''}`,
        text,
        ours: ours.requests,
        theirs: theirs.requests,
      });
    } else if (what && reason) {
      comparison.refused[reason] = (comparison.refused[reason] ?? 0) + 1;
    }
    comparison.requests += ours.requests.length;
  }
  await checkForwarding(
    cases.flatMap(({ seed, text, ours }) =>
      ours.requests.map(request => ({ seed, text, request })),
    ),
    node,
    comparison,
  );
  for (const { ours, theirs } of cases) {
    ours.socket.destroy();
    theirs.socket.destroy();
  }
  await settled();
}

function differenceOf(
  ours: readonly ReadRequest[],
  theirs: readonly ReadRequest[],
  marks: Marks,
): string | undefined {
  if (ours.length !== marks.ends.length)
    return `cut in pieces we read ${ours.length} requests, at once ${marks.ends.length}`;
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++)
    if (!isSame(ours[i], theirs[i])) return `request ${i} is read differently`;
  if (ours.length > theirs.length) return 'we read more';
  return ours.length < theirs.length ? refusedOnly : undefined;
}

/** What goes on to a replica must be one request there, and the same. */
async function checkForwarding(
  read: readonly {
    readonly seed: number;
    readonly text: string;
    readonly request: ReadRequest;
  }[],
  node: Reader,
  comparison: Comparison,
): Promise<void> {
  const sent = read.flatMap(({ request, ...rest }) => {
    const bytes = forwarded(request);
    return bytes ? [{ ...rest, request, bytes, replica: node.open() }] : [];
  });
  await settled();
  for (const { bytes, replica } of sent) replica.socket.push(bytes);
  await settled();
  for (const { seed, text, request, replica } of sent) {
    const [first, ...others] = replica.requests;
    const isOne =
      first !== undefined &&
      others.length === 0 &&
      first.method === request.method &&
      first.target === parseRequestTarget(request.target)?.path &&
      first.body === request.body;
    if (isOne) comparison.forwarded++;
    else
      comparison.disagreements.push({
        seed,
        what: 'a replica reads something else',
        text,
        ours: [request],
        theirs: replica.requests,
      });
    replica.socket.destroy();
  }
}

function isSame(a: ReadRequest, b: ReadRequest): boolean {
  return (
    a.method === b.method &&
    a.target === b.target &&
    a.version === b.version &&
    a.body === b.body &&
    isSameList(a.headers, b.headers) &&
    isSameList(a.trailers, b.trailers)
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

/** Where requests end in bytes that come at once, and why reading ended before their end. */
interface Marks {
  readonly ends: readonly number[];
  readonly defect: string | undefined;
}

function marksOf(bytes: Buffer): Marks {
  const ends: number[] = [];
  const parser = RequestParser.create(16 * 1024, () => {});
  let position = 0;
  try {
    while (position < bytes.length) {
      const found = parser.readHead(bytes, position);
      if (!found) break;
      position = found.end;
      if (found.head.isUpgrade) {
        ends.push(position);
        return { ends, defect: 'the request before was the last' };
      }
      while (!parser.isBodyComplete && position < bytes.length)
        position = parser.readBody(bytes, position);
      if (!parser.isBodyComplete) break;
      ends.push(position);
      if (!found.head.isPersistent)
        return { ends, defect: 'the request before was the last' };
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { ends, defect: error.message };
  }
  return { ends, defect: undefined };
}
