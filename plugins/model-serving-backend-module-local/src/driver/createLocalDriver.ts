import { randomUUID } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { Config } from '@backstage/config';
import { MachineSize, readLocalConfig } from '../config';
import { gatewayArguments, GatewayProcess } from '../gateway';
import { createHost, systemClock } from '../host';
import { LOG_FILE_BYTES } from '../logs';
import { CachedModels } from '../models';
import {
  builtinRuntimes,
  hasOnnxRuntime,
  MODEL_SERVER,
  nodeProgram,
  modelServerProgram,
  packageProgram,
} from '../runtimes';
import { LocalClusterDriver } from './LocalClusterDriver';
import { gatewayTiming, localTiming } from './options';

/**
 * The driver of this machine, as the configuration says.
 * @throws InputError naming the key of the configuration that cannot be used
 */
export function createLocalDriver(root: Config): LocalClusterDriver {
  const machine: MachineSize = {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  };
  const config = readLocalConfig(root, machine);
  const server = packageProgram('@greenroom/model-server', MODEL_SERVER);
  const gateway = packageProgram('@greenroom/gateway', 'greenroom-gateway');
  const host = createHost();
  const path = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  return new LocalClusterDriver({
    config,
    machine,
    host,
    clock: systemClock,
    timing: localTiming,
    programs: new Map([
      [MODEL_SERVER, modelServerProgram(server.script)],
      ...config.programs,
    ]),
    runtimes: [...builtinRuntimes(server.version), ...config.runtimes],
    path,
    logFileBytes: LOG_FILE_BYTES,
    openModels: () =>
      CachedModels.create({
        dir: join(config.dataDir, 'models'),
        limitBytes: config.cacheLimitBytes,
        addresses: config.addresses,
        storage: config.storage,
      }),
    gateway: logger =>
      new GatewayProcess({
        host,
        clock: systemClock,
        logger,
        timing: gatewayTiming,
        program: nodeProgram(gateway.script),
        folder: join(config.dataDir, 'gateway'),
        port: config.gateway.port,
        publicHost: config.gateway.host,
        workers: config.gateway.workers,
        observed: gatewayArguments(config.gateway),
        path,
      }),
    hasOnnxRuntime: () => hasOnnxRuntime(server.script),
    random: Math.random,
    newInstanceId: randomUUID,
  });
}
