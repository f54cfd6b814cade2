import { LoggerService } from '@backstage/backend-plugin-api';
import { ServingRuntime } from '@greenroom/backstage-plugin-model-serving-common';
import { LocalConfig, MachineSize } from '../config';
import { GatewayProcess, GatewayTiming } from '../gateway';
import { Clock, ProcessHost } from '../host';
import { ProgramCatalog } from '../launch';
import { ModelSource } from '../models';
import { ReplicaLimits, RunTiming, UsageTiming } from '../replicas';

/** How often the driver looks and how long it waits, in ms. */
export interface LocalTiming
  extends RunTiming,
    UsageTiming,
    Omit<ReplicaLimits, 'startBudgetMs'> {
  /** How long the control plane has after a start to ask again for what runs, before it is ended. */
  readonly claimMs: number;
}

/** Values that nobody should need to change: see the README for where each comes from. */
export const localTiming: LocalTiming = {
  startingEveryMs: 50,
  startingTimeoutMs: 300,
  readyEveryMs: 1_000,
  aliveEveryMs: 250,
  limitEveryMs: 1_000,
  usageEveryMs: 5_000,
  unreadyGraceMs: 30_000,
  drainLimitMs: 30_000,
  stopGraceMs: 30_000,
  claimMs: 30_000,
};

/** The same for the gateway. */
export const gatewayTiming: GatewayTiming = {
  startingEveryMs: 50,
  healthyEveryMs: 1_000,
  timeoutMs: 1_000,
  waitMs: 5_000,
  stopGraceMs: 35_000,
};

/** Everything the driver is made of; tests replace what they must. */
export interface LocalDriverOptions {
  readonly config: LocalConfig;
  readonly machine: MachineSize;
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly timing: LocalTiming;
  readonly programs: ProgramCatalog;
  readonly runtimes: readonly ServingRuntime[];
  /** `PATH` of all programs. */
  readonly path: string;
  readonly logFileBytes: number;
  openModels(): Promise<ModelSource>;
  /** Absent: this cluster has no gateway of its own. */
  gateway?(logger: LoggerService): GatewayProcess;
  hasOnnxRuntime(): boolean;
  random(): number;
  newInstanceId(): string;
}
