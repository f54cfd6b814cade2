import { ClusterStorageContainer } from '../resources';
import { Profile } from '../settings';
import { Messages } from './messages';
import { ValidationResult } from './validateInferenceService';
import { objectRules } from './objectRules';

/** KServe's default for `spec.workloadType`. */
const INIT_CONTAINER = 'initContainer';

/**
 * What is wrong with a ClusterStorageContainer whose fields have the types of the CRD. KServe only finds out when it
 * looks for one that fits a URI; under its profile that is a warning. Source: kserve-resources §10.
 * @public
 */
export function validateClusterStorageContainer(options: {
  readonly container: ClusterStorageContainer;
  readonly previous?: ClusterStorageContainer;
  readonly profile: Profile;
}): ValidationResult {
  const { container, previous, profile } = options;
  const messages = new Messages();
  objectRules({
    object: container,
    previous,
    kind: 'ClusterStorageContainer',
    profile,
    messages,
  });
  const report = (path: string, message: string) =>
    profile === 'kserve'
      ? messages.warn(path, message)
      : messages.error(path, message);
  const { supportedUriFormats, workloadType = INIT_CONTAINER } = container.spec;
  if (!['initContainer', 'localModelDownloadJob'].includes(workloadType)) {
    report(
      'spec.workloadType',
      `"${workloadType}" is unknown; write initContainer or localModelDownloadJob`,
    );
  }
  if (supportedUriFormats.length === 0) {
    report('spec.supportedUriFormats', 'is empty: it would fit no URI');
  }
  for (const [i, { prefix, regex }] of supportedUriFormats.entries()) {
    const path = `spec.supportedUriFormats[${i}]`;
    if (!prefix && !regex) {
      report(path, 'needs a prefix or a regex: without one it fits no URI');
    }
    if (regex && !compiled(regex)) {
      report(`${path}.regex`, `"${regex}" is no regular expression`);
    }
  }
  return messages;
}

/** The container that fetches a URI, or why there is none. @public */
export type StorageContainerChoice =
  | { readonly container: ClusterStorageContainer }
  | { readonly container?: undefined; readonly problem?: string };

/**
 * Which ClusterStorageContainer fetches a URI: the one that is named, else the first enabled one for init containers that
 * fits. Without a problem and a container: KServe's built-in way. Source: kserve-resources §10.
 * @public
 */
export function selectStorageContainer(options: {
  readonly containers: readonly ClusterStorageContainer[];
  readonly uri: string;
  /** `spec.predictor.storageContainerName`. */
  readonly name?: string;
}): StorageContainerChoice {
  const { containers, uri, name } = options;
  if (name === undefined) {
    return {
      container: containers.find(
        container =>
          !container.disabled &&
          workloadOf(container) === INIT_CONTAINER &&
          fits(container, uri),
      ),
    };
  }
  const quoted = JSON.stringify(name);
  const named = containers.find(({ metadata }) => metadata.name === name);
  const problem = (what: string) => ({
    problem: `ClusterStorageContainer ${quoted} ${what}`,
  });
  if (!named) return problem('not found');
  if (named.disabled) return problem('is disabled');
  const workload = workloadOf(named);
  if (workload !== INIT_CONTAINER) {
    return problem(
      `has workloadType ${JSON.stringify(
        workload,
      )}; explicit selection requires "initContainer"`,
    );
  }
  if (!fits(named, uri)) {
    return problem(`does not support storageUri ${JSON.stringify(uri)}`);
  }
  return { container: named };
}

function workloadOf({ spec }: ClusterStorageContainer): string {
  return spec.workloadType ?? INIT_CONTAINER;
}

/** A prefix is the start, a regex may match anywhere. */
function fits({ spec }: ClusterStorageContainer, uri: string): boolean {
  return spec.supportedUriFormats.some(
    ({ prefix, regex }) =>
      (prefix ? uri.startsWith(prefix) : false) ||
      (regex ? compiled(regex)?.test(uri) ?? false : false),
  );
}

function compiled(regex: string): RegExp | undefined {
  try {
    return new RegExp(regex);
  } catch {
    return undefined; // the validator says so where it is written
  }
}
