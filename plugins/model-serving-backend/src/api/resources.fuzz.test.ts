import {
  kserveServices,
  otherSamples,
  sampleServices,
  SpecFuzzer,
  type Sample,
} from '../schemas/__testUtils__';
import type { CrdDocument } from '../schemas';
import crds from '../schemas/generated/kserve.json';
import { ApiTestBed, type Answer } from './__testUtils__';

const RUNS = 400;
const RUNS_OF_OTHERS = 50;
const SEED = Number(process.env.GREENROOM_FUZZ_SEED ?? 1);
const TIMEOUT_MS = 120_000;

describe(`specs of the seed ${SEED} over HTTP`, () => {
  let bed: ApiTestBed;

  beforeAll(async () => {
    bed = await ApiTestBed.create();
  });

  afterAll(() => bed.close());

  const fuzzerOf = (samples: readonly Sample[]) =>
    new SpecFuzzer({
      document: crds as unknown as CrdDocument,
      samples,
      seed: SEED,
    });

  it(
    'of deployments say what would happen, or what is wrong',
    async () => {
      const fuzzer = fuzzerOf([...sampleServices, ...kserveServices]);
      const odd: unknown[] = [];
      let accepted = 0;
      for (let i = 0; i < RUNS; i++) {
        const sent = fuzzer.make(i);
        const answer = await bed.call(
          'admin',
          'POST',
          '/deployments?dryRun=true',
          sent,
        );
        if (answer.body?.errors?.length === 0) accepted++;
        if (!isAnswer(answer)) odd.push({ i, answer, sent });
      }
      expect(odd).toEqual([]);
      expect(accepted).toBeGreaterThan(RUNS / 10);
    },
    TIMEOUT_MS,
  );

  it.each(otherSamples.map(sample => [sample.kind, sample] as const))(
    'of the kind %s, too',
    async (kind, sample) => {
      const fuzzer = fuzzerOf([sample]);
      const odd: unknown[] = [];
      for (let i = 0; i < RUNS_OF_OTHERS; i++) {
        const sent = fuzzer.make(i);
        const answer = await bed.call(
          'admin',
          'PUT',
          `/resources/${kind}/local/${namespaceOf(kind)}/a?dryRun=true`,
          { ...sent, metadata: inScope(kind, sent.metadata) },
        );
        if (!isAnswer(answer)) odd.push({ i, answer, sent });
      }
      expect(odd).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** Neither a failure of ours nor a refusal without a reason. */
function isAnswer({ status, body }: Answer): boolean {
  return status < 500 && Boolean(body?.errors ?? body?.error?.message);
}

function namespaceOf(kind: string): string {
  const crd = crds.kinds.find(known => known.kind === kind);
  return crd?.scope === 'Cluster' ? '-' : 'demo';
}

/** What belongs to the whole cluster has no namespace. */
function inScope(kind: string, metadata: unknown): unknown {
  if (namespaceOf(kind) !== '-') return metadata;
  const { namespace: _namespace, ...rest } = Object(metadata);
  return rest;
}
