import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  Container,
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import {
  LocalClusterDriver,
  LocalDriverOptions,
  localTiming,
  LocalTiming,
} from '../driver';
import { createHost, ProcessHost, systemClock } from '../host';
import { Program } from '../launch';
import { RecordStore, ReplicaRecord } from '../records';
import { FolderModels } from './FolderModels';
import { quietLogger } from './quietLogger';
import { until } from './until';

const SCRIPT = resolve(__dirname, '../__fixtures__/replica.js');

/** Programs that the test bed allows: one that reports where it listens, one that is told. */
const programs: ReadonlyMap<string, Program> = new Map([
  [
    'reporting',
    {
      command: process.execPath,
      args: [SCRIPT],
      trailingArgs: [
        '--state_file=$(STATE_FILE)',
        '--instance_id=$(INSTANCE_ID)',
      ],
      env: {},
      reportsState: true,
    },
  ],
  [
    'foreign',
    { command: process.execPath, args: [SCRIPT], env: {}, reportsState: false },
  ],
  [
    'missing',
    { command: '/nowhere/at/all', args: [], env: {}, reportsState: false },
  ],
]);

/** Waits that are long in life and short here. */
const shortTiming: LocalTiming = {
  ...localTiming,
  readyEveryMs: 100,
  aliveEveryMs: 50,
  limitEveryMs: 100,
  usageEveryMs: 200,
  unreadyGraceMs: 300,
  drainLimitMs: 500,
  stopGraceMs: 1_000,
};

/** What a test may set. */
export interface TestBedOverrides {
  readonly timing?: Partial<LocalTiming>;
  readonly memoryBytes?: number;
  readonly startTimeoutMs?: number;
  readonly logFileBytes?: number;
}

/**
 * A data folder with real drivers on it, one after the other, and everything ended afterwards.
 */
export class LocalTestBed {
  readonly folder: string;
  readonly models: FolderModels;
  readonly host: ProcessHost = createHost();
  readonly #drivers: LocalClusterDriver[] = [];

  static async create(): Promise<LocalTestBed> {
    const folder = await mkdtemp(join(tmpdir(), 'local-driver-'));
    const model = join(folder, 'model');
    await mkdir(model);
    await writeFile(join(model, 'model.onnx'), 'abc');
    return LocalTestBed.at(folder);
  }

  /** The folder of another one, which closes it. */
  static at(folder: string): LocalTestBed {
    return new LocalTestBed(folder, new FolderModels(join(folder, 'model')));
  }

  private constructor(folder: string, models: FolderModels) {
    this.folder = folder;
    this.models = models;
  }

  /** A driver that has not started. */
  driver(overrides: TestBedOverrides = {}): LocalClusterDriver {
    const machine = { cpus: 2, memoryBytes: 2 ** 32 };
    const options: LocalDriverOptions = {
      config: {
        dataDir: join(this.folder, 'data'),
        programs: new Map(),
        runtimes: [],
        storage: { fileRoots: [], insecureRegistries: [] },
        gateway: { port: 8080, host: 'localhost', workers: 1 },
        memoryBytes: overrides.memoryBytes ?? machine.memoryBytes,
        maxReplicas: 16,
        startTimeoutMs: overrides.startTimeoutMs ?? 30_000,
        addresses: { allowPrivate: false, allowHosts: [] },
      },
      machine,
      host: this.host,
      clock: systemClock,
      timing: { ...shortTiming, ...overrides.timing },
      programs,
      runtimes: [],
      path: process.env.PATH ?? '',
      logFileBytes: overrides.logFileBytes ?? 64 * 1024,
      openModels: async () => this.models,
      hasOnnxRuntime: () => true,
      random: Math.random,
      newInstanceId: randomUUID,
    };
    const driver = new LocalClusterDriver(options);
    this.#drivers.push(driver);
    return driver;
  }

  /** A driver that runs. */
  async started(overrides: TestBedOverrides = {}): Promise<LocalClusterDriver> {
    const driver = this.driver(overrides);
    await this.start(driver);
    return driver;
  }

  /** Starts a driver, which acts from now on. */
  async start(driver: LocalClusterDriver): Promise<AbortController> {
    await this.startAside(driver);
    return this.lead(driver);
  }

  /**
   * Lets a driver act, in a term after all others of the folder, whichever process they were in.
   * @returns what ends the term
   */
  async lead(driver: LocalClusterDriver): Promise<AbortController> {
    const ended = new AbortController();
    const terms = join(this.folder, 'data/terms/test');
    const numbers = (await readdir(terms).catch(() => [])).map(Number);
    await driver.beginTerm({
      epoch: 'test',
      fencing: Math.max(0, ...numbers) + 1,
      signal: ended.signal,
    });
    return ended;
  }

  /** Starts a driver that does not act. */
  async startAside(driver: LocalClusterDriver): Promise<void> {
    await driver.start({
      cluster: 'local',
      logger: quietLogger,
      credentials: async () => ({
        type: 's3',
        values: { AWS_SECRET_ACCESS_KEY: 'hush-hush' },
      }),
    });
  }

  /** Leaves a record as an earlier backend would have. */
  async placeRecord(id: string, record: ReplicaRecord): Promise<void> {
    const records = await RecordStore.create(join(this.folder, 'data'));
    await mkdir(records.replicaFolder(id), { recursive: true });
    await records.saveReplica(record);
  }

  /** Ends everything that any of the drivers started. */
  async close(): Promise<void> {
    for (const driver of this.#drivers) await driver.shutdown('keep');
    const last = await this.started({ timing: { drainLimitMs: 0 } });
    await last.shutdown('stop');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A revision of a service in namespace `demo`. */
export function revision(
  container: Partial<Container> & { behavior?: string } = {},
  name: string = 'iris-predictor-00001',
): RevisionSpec {
  const { behavior, ...fields } = container;
  return {
    key: `demo/${name}`,
    name,
    service: { cluster: 'local', namespace: 'demo', name: 'iris' },
    serviceUid: 'uid-1',
    component: 'predictor',
    modelName: 'iris',
    protocol: 'v2',
    model: { uri: 's3://models/iris', connection: 'bucket' },
    pod: {
      labels: {},
      annotations: {},
      spec: {
        containers: [
          {
            name: 'kserve-container',
            command: ['reporting'],
            args: [
              '--model_name=iris',
              '--model_dir=/mnt/models',
              '--http_port=$(PORT)',
            ],
            env: behavior ? [{ name: 'BEHAVIOR', value: behavior }] : [],
            ...fields,
          },
        ],
      },
    },
  };
}

/** Facts of one revision. */
export function factsOf(
  driver: LocalClusterDriver,
  { key }: Pick<RevisionSpec, 'key'>,
): RevisionFacts | undefined {
  return driver.facts().find(facts => facts.key === key);
}

/** Waits until facts are as wanted. */
export async function untilFacts(
  driver: LocalClusterDriver,
  spec: Pick<RevisionSpec, 'key'>,
  isWanted: (facts: RevisionFacts) => boolean,
): Promise<RevisionFacts> {
  return until(
    () => {
      const facts = factsOf(driver, spec);
      return facts && isWanted(facts) ? facts : undefined;
    },
    () => driver.facts(),
  );
}

/** Waits for exactly that many ready replicas and no other. */
export async function untilReady(
  driver: LocalClusterDriver,
  spec: Pick<RevisionSpec, 'key'>,
  count: number,
): Promise<readonly ReplicaFacts[]> {
  const { replicas } = await untilFacts(
    driver,
    spec,
    facts =>
      facts.replicas.length === count &&
      facts.replicas.every(({ state }) => state === 'ready'),
  );
  return replicas;
}

/** The process of a replica. */
export function pidOf({ location }: ReplicaFacts): number {
  return Number(/^pid (\d+)$/.exec(location ?? '')?.[1]);
}
