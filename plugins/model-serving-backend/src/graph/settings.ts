import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseHeaderPattern } from '@greenroom/backstage-plugin-model-serving-common';
import { GraphDefaults } from './compileGraph';

const ROOT = 'modelServing.graphs';

/** Where nothing is configured: our own answers, and no header but those that every step gets. */
export const defaultGraphs: GraphDefaults = {
  profile: 'greenroom',
  propagateHeaders: [],
};

/** What the configuration says of graphs. @throws InputError naming the key */
export function readGraphDefaults(config: Config): GraphDefaults {
  const profile =
    config.getOptionalString(`${ROOT}.profile`) ?? defaultGraphs.profile;
  if (profile !== 'kserve' && profile !== 'greenroom')
    throw new InputError(
      `${ROOT}.profile is "${profile}"; there are kserve and greenroom`,
    );
  const propagateHeaders =
    config.getOptionalStringArray(`${ROOT}.propagateHeaders`) ??
    defaultGraphs.propagateHeaders;
  for (const [i, pattern] of propagateHeaders.entries()) {
    const { problem } = parseHeaderPattern(pattern);
    if (problem)
      throw new InputError(`${ROOT}.propagateHeaders[${i}]: ${problem}`);
  }
  return { profile, propagateHeaders };
}
