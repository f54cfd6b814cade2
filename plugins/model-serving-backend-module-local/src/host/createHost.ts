import { LinuxHost } from './LinuxHost';
import { PsHost } from './PsHost';
import { ProcessHost } from './types';

/** The host of the machine that this runs on. */
export function createHost(
  platform: NodeJS.Platform = process.platform,
): ProcessHost {
  return platform === 'linux' ? LinuxHost.create() : new PsHost();
}
