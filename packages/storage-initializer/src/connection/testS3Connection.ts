import { S3Client } from '@aws-sdk/client-s3';
import { createAddressGuard } from '../address/AddressGuard';
import { listPage } from '../s3/listPage';
import { readS3Settings, S3Connections } from '../s3/s3Client';
import {
  explainS3Failure,
  S3FailureReason,
  s3FailureReason,
  S3Place,
} from '../s3/s3Failure';
import { StorageError } from '../StorageError';
import { abortable } from './HttpProbe';
import {
  ConnectionTestRequest,
  ConnectionTestResult,
  ConnectionTestStep,
  ConnectionTestStepName,
} from './types';

const stepNames: readonly ConnectionTestStepName[] = [
  'address',
  'connect',
  'authenticate',
  'bucket',
  'path',
];

const stepOfReason: Readonly<Record<S3FailureReason, ConnectionTestStepName>> =
  {
    'host-not-found': 'address',
    refused: 'connect',
    unroutable: 'connect',
    tls: 'connect',
    timeout: 'connect',
    cut: 'connect',
    busy: 'connect',
    'not-s3': 'connect',
    redirect: 'connect',
    other: 'connect',
    'wrong-key': 'authenticate',
    'wrong-secret': 'authenticate',
    clock: 'authenticate',
    denied: 'bucket',
    'no-bucket': 'bucket',
    'other-region': 'bucket',
    'no-key': 'bucket',
    changed: 'path',
  };

/**
 * Tries a connection the way a download would use it: one listing of at most one key, and the path if one is given.
 * Failures are results, not errors; only an abort of the signal throws.
 * @public
 */
export async function testS3Connection(
  request: ConnectionTestRequest,
): Promise<ConnectionTestResult> {
  const { values, policy, signal, timeoutMs = 10_000 } = request;
  const bucket = values.AWS_S3_BUCKET?.trim() ?? '';
  const path = request.path?.replace(/^\/+|\/+$/g, '') ?? '';
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  const guard = createAddressGuard(policy);
  const connections = new S3Connections(guard);
  let place: S3Place = { endpoint: '', bucket, key: path };
  let step: ConnectionTestStepName = 'address';
  try {
    const settings = readS3Settings(values);
    place = { ...place, endpoint: new URL(settings.endpoint).host };
    if (bucket === '') {
      throw new StorageError(
        'InvalidUri',
        'There is no bucket (AWS_S3_BUCKET). Enter the name of the bucket.',
      );
    }
    await abortable(guard.check(settings.endpoint), either);
    step = 'connect';
    const isFound = await hasPath(
      connections.client(settings),
      { bucket, path },
      either,
    );
    if (!isFound) {
      return failed(
        'path',
        place,
        `There is no file or folder "${path}" in bucket "${bucket}". Check the path; it is case-sensitive.`,
      );
    }
    const message =
      path === ''
        ? `Bucket "${bucket}" at ${place.endpoint} can be read.`
        : `"${path}" in bucket "${bucket}" at ${place.endpoint} can be read.`;
    const last = path === '' ? 'bucket' : 'path';
    return { ok: true, steps: stepsUpTo(last, place), message };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      const message = `${place.endpoint} did not answer within ${
        timeoutMs / 1000
      } s. Check the endpoint and firewalls.`;
      return { ...failed(step, place, message), code: 'CONNECTION_TIMEOUT' };
    }
    return explained(error, step, place);
  } finally {
    connections.close();
  }
}

/** Whether the bucket has something at a path, which may be a file or a folder. An empty path is always there. */
async function hasPath(
  client: S3Client,
  { bucket, path }: { readonly bucket: string; readonly path: string },
  signal: AbortSignal,
): Promise<boolean> {
  const first = async (Prefix: string) => {
    const { Contents = [] } = await listPage(
      client,
      { Bucket: bucket, Prefix, MaxKeys: 1 },
      signal,
    );
    return Contents[0]?.Key;
  };
  const key = await first(path);
  if (path === '' || key === path) return true;
  if (key === undefined) return false;
  return key.startsWith(`${path}/`) || (await first(`${path}/`)) !== undefined;
}

function explained(
  error: unknown,
  step: ConnectionTestStepName,
  place: S3Place,
): ConnectionTestResult {
  const { message, code } = explainS3Failure(error, place);
  if (error instanceof StorageError) {
    const isIncomplete = code === 'InvalidUri' || code === 'StorageDenied';
    return isIncomplete
      ? { ok: false, steps: [], message, code: 'INVALID_REQUEST' }
      : failed(step, place, message);
  }
  const reason = s3FailureReason(error);
  return {
    ...failed(stepOfReason[reason], place, message),
    ...(reason === 'timeout' && { code: 'CONNECTION_TIMEOUT' }),
  };
}

function failed(
  name: ConnectionTestStepName,
  place: S3Place,
  message: string,
): ConnectionTestResult {
  const before = stepNames[stepNames.indexOf(name) - 1];
  const passed = before ? stepsUpTo(before, place) : [];
  return {
    ok: false,
    steps: [...passed, { name, ok: false, message }],
    message,
    code: 'CONNECTION_FAILED',
  };
}

function stepsUpTo(
  last: ConnectionTestStepName,
  place: S3Place,
): ConnectionTestStep[] {
  const messages: Readonly<Record<ConnectionTestStepName, string>> = {
    address: `${place.endpoint} may be connected to.`,
    connect: `${place.endpoint} answers.`,
    authenticate: 'The keys are accepted.',
    bucket: `Bucket "${place.bucket}" can be listed.`,
    path: `"${place.key}" is there.`,
  };
  return stepNames
    .slice(0, stepNames.indexOf(last) + 1)
    .map(name => ({ name, ok: true, message: messages[name] }));
}
