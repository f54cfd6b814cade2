import {
  kserveServices,
  sampleServices,
  SpecFuzzer,
} from '../schemas/__testUtils__';
import type { CrdDocument } from '../schemas';
import crds from '../schemas/generated/kserve.json';
import { ApiTestBed } from './__testUtils__';

const RUNS = 400;
const SEED = Number(process.env.GREENROOM_FUZZ_SEED ?? 1);

describe(`${RUNS} specs of the seed ${SEED} over HTTP`, () => {
  let bed: ApiTestBed;

  beforeAll(async () => {
    bed = await ApiTestBed.create();
  });

  afterAll(() => bed.close());

  it('get an answer that says what would happen, or what is wrong', async () => {
    const fuzzer = new SpecFuzzer({
      document: crds as unknown as CrdDocument,
      samples: [...sampleServices, ...kserveServices],
      seed: SEED,
    });
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
      const told = answer.body?.errors ?? answer.body?.error?.message;
      if (answer.status >= 500 || told === undefined) {
        odd.push({ i, status: answer.status, body: answer.body, sent });
      }
    }
    expect(odd).toEqual([]);
    expect(accepted).toBeGreaterThan(RUNS / 10);
  }, 120_000);
});
