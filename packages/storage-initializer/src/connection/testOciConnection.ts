import { StorageError } from '../StorageError';
import { connectFailure } from './connectFailure';
import { HttpProbe } from './HttpProbe';
import { dockerLogin } from '../oci/dockerLogin';
import {
  ImageName,
  parseImage,
  parseRegistry,
  RegistryPlace,
} from './oci/imageName';
import { Registry } from './oci/Registry';
import { invalidRequest, TestSteps } from './TestSteps';
import { ConnectionTestRequest, ConnectionTestResult } from './types';

/**
 * Tries an OCI connection as a pull would use it: the registry's API, a token for the login, and the manifest of an
 * image if one is given. Failures are results, not errors; only an abort of the signal throws. Source: screens §11.
 * @public
 */
export async function testOciConnection(
  request: ConnectionTestRequest,
): Promise<ConnectionTestResult> {
  const { values, policy, signal, timeoutMs = 10_000 } = request;
  const place = parseRegistry(values.OCI_HOST ?? '');
  if (!place) {
    return invalidRequest(
      'The registry host (OCI_HOST) must be a host name without a scheme, such as quay.io or quay.io/team.',
    );
  }
  const path = request.path?.trim() ?? '';
  const image = path === '' ? undefined : parseImage(path, place);
  if (path !== '' && !image) {
    return invalidRequest(
      `"${path}" is no image of ${place.host}. Write repository and tag, such as models/iris:v1.`,
    );
  }
  const probe = new HttpProbe({ policy, signal, timeoutMs });
  const steps = new TestSteps();
  try {
    return await walk({ values, place, image, probe, steps });
  } catch (error) {
    const { host } = place;
    const step = steps.length === 0 ? 'address' : 'connect';
    if (probe.isLate) {
      const seconds = timeoutMs / 1000;
      return steps.fail(
        step,
        `${host} did not answer within ${seconds} s. Check the registry host and firewalls.`,
        'CONNECTION_TIMEOUT',
      );
    }
    return error instanceof StorageError
      ? steps.fail(step, error.message)
      : steps.fail(step, connectFailure(error, host));
  } finally {
    probe.close();
  }
}

async function walk(test: {
  readonly values: Readonly<Record<string, string>>;
  readonly place: RegistryPlace;
  readonly image: ImageName | undefined;
  readonly probe: HttpProbe;
  readonly steps: TestSteps;
}): Promise<ConnectionTestResult> {
  const { values, place, image, probe, steps } = test;
  const { host } = place;
  await probe.check(place.url);
  steps.passed('address', `${host} may be connected to.`);

  const found = dockerLogin(
    values['.dockerconfigjson'] ?? '',
    host,
    image?.repository ?? place.base,
  );
  const login = found.kind === 'login' ? found.login : undefined;
  const registry = new Registry({ probe, place, login });
  await registry.connect();
  steps.passed('connect', `${host} is a registry.`);

  if (found.kind === 'unreadable') {
    return steps.fail(
      'authenticate',
      `The secret details hold no readable login for ${host}. Enter the JSON that "docker login" writes, with "auths".`,
    );
  }
  if (found.kind === 'others') {
    return steps.fail(
      'authenticate',
      `The secret details hold a login for ${found.hosts.join(
        ', ',
      )}, but none for ${host}. Enter one for this registry.`,
    );
  }
  if (!(await registry.accepts())) {
    return steps.fail(
      'authenticate',
      login
        ? `${host} refuses this login. Check user name and password in the secret details.`
        : `${host} asks for a login, and the secret details hold none.`,
    );
  }
  steps.passed(
    'authenticate',
    login ? 'The login is accepted.' : 'No login is needed.',
  );
  if (!image) return steps.succeed(`${host} can be used.`);

  const name = `${image.repository}${
    image.reference.startsWith('sha256:') ? '@' : ':'
  }${image.reference}`;
  const status = await registry.manifest(image);
  if (status !== 200) {
    return steps.fail('path', manifestProblem(host, name, status));
  }
  steps.passed('path', `"${name}" is there.`);
  return steps.succeed(`"${name}" at ${host} can be pulled.`);
}

function manifestProblem(host: string, name: string, status: number): string {
  if (status === 401 || status === 403) {
    return `${host} does not let this login pull "${name}" (HTTP ${status}). Give it the right to, or check the name: some registries say so of what they do not have.`;
  }
  return status === 404
    ? `${host} has no image "${name}". Check repository and tag.`
    : `${host} answered HTTP ${status} when asked for "${name}". Try again, or check its log.`;
}
