import { StorageError } from '../StorageError';
import { connectFailure } from './connectFailure';
import { HttpProbe } from './HttpProbe';
import { headersOf } from '../http/headersOf';
import { invalidRequest, TestSteps } from './TestSteps';
import { ConnectionTestRequest, ConnectionTestResult } from './types';

/**
 * Tries a URI connection: one HEAD request. An answer of 2xx or 3xx is good; a redirect is not followed, since it may
 * lead where the address rules forbid to go. Failures are results, not errors; only an abort of the signal throws.
 * Source: screens §11.
 * @public
 */
export async function testUriConnection(
  request: ConnectionTestRequest,
): Promise<ConnectionTestResult> {
  const { values, policy, signal, timeoutMs = 10_000 } = request;
  const uri = values.URI?.trim() ?? '';
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return invalidRequest(
      'Only http:// and https:// addresses can be tested. Others are tried when a deployment fetches its model.',
    );
  }
  const headers = headersOf(values.headers);
  if (headers === undefined) {
    return invalidRequest(
      'The headers are not readable: write one a line, as "Name: value".',
    );
  }
  const { host } = url;
  const steps = new TestSteps();
  const probe = new HttpProbe({ policy, signal, timeoutMs });
  let step: 'address' | 'connect' = 'address';
  try {
    await probe.check(url);
    steps.passed('address', `${host} may be connected to.`);
    step = 'connect';
    const { status } = await probe.send({ url, method: 'HEAD', headers });
    steps.passed('connect', `${host} answers.`);
    if (status === 401 || status === 403) {
      return steps.fail(
        'authenticate',
        `${host} refuses access (HTTP ${status}). ${
          values.headers
            ? 'Check the headers of the connection.'
            : 'Add the header that it asks for to the connection, or use another address.'
        }`,
      );
    }
    if (status < 200 || status >= 400) {
      return steps.fail(
        'path',
        status === 404 || status === 410
          ? `${host} does not have it (HTTP ${status}). Check the path.`
          : `${host} answered HTTP ${status} to a HEAD request. Check the address and the log of ${host}.`,
      );
    }
    const message =
      status < 300
        ? `${host} has it (HTTP ${status}).`
        : `${host} has it elsewhere (HTTP ${status}). The redirect was not followed; a download follows it within the address rules.`;
    steps.passed('path', message);
    return steps.succeed(message);
  } catch (error) {
    if (probe.isLate) {
      return steps.fail(
        step,
        `${host} did not answer within ${
          timeoutMs / 1000
        } s. Check the address and firewalls.`,
        'CONNECTION_TIMEOUT',
      );
    }
    if (error instanceof StorageError) {
      return steps.fail('address', error.message);
    }
    return steps.fail('connect', connectFailure(error, host));
  } finally {
    probe.close();
  }
}
