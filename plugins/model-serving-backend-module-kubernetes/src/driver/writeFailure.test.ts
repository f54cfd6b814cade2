import { KubeApiError } from '../client';
import { ForeignObjectError } from './ForeignObjectError';
import { writeFailure } from './writeFailure';

const refused = (status: number, message: string, cause = '') =>
  new KubeApiError({
    status,
    reason: message.endsWith('" not found') ? 'NotFound' : '',
    message,
    causes: cause ? [{ field: '', message: '', reason: cause }] : [],
  });

describe('writeFailure', () => {
  it.each([
    [
      'a namespace that is not there',
      refused(404, 'namespaces "demo" not found'),
      'InvalidSpec',
      /not found: the cluster has no namespace 'demo'; ask who runs it to make one and to bind the role 'greenroom-project' there/,
    ],
    [
      'a kind that is not there any more',
      refused(404, 'the API server answered 404: 404 page not found'),
      'InvalidSpec',
      /does not know a kind .*; ask who runs it whether its definition was removed/,
    ],
    [
      'a namespace that is being deleted',
      refused(
        403,
        'deployments.apps "a" is forbidden: unable to create new content in namespace demo because it is being terminated',
        'NamespaceTerminating',
      ),
      'InvalidSpec',
      /the namespace 'demo' is being deleted, and takes nothing new: ask who runs the cluster to make it again when it is gone, or deploy to another one/,
    ],
    [
      'a quota that is full',
      refused(403, 'services "a" is forbidden: exceeded quota: none'),
      'QuotaExceeded',
      /exceeded quota: none/,
    ],
    [
      'a policy',
      refused(403, 'admission webhook "x" denied the request: no'),
      'AdmissionDenied',
      /denied the request: no/,
    ],
    [
      'a field that is not allowed',
      refused(422, 'Deployment "a" is invalid: spec: no'),
      'InvalidSpec',
      /is invalid: spec: no/,
    ],
    [
      'an object of somebody else',
      new ForeignObjectError('Service', 'demo', 'a'),
      'InvalidSpec',
      /rename the deployment, or remove that Service/,
    ],
  ])('says what to do about %s', (_what, error, code, message) => {
    expect(writeFailure(error, 'demo')).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['an API server that fails', refused(500, 'etcdserver: request timed out')],
    ['another one that was faster', refused(409, 'Conflict')],
    ['a connection that broke off', new Error('socket hang up')],
  ])('leaves it to the next try after %s', (_what, error) => {
    expect(writeFailure(error, 'demo')).toBeUndefined();
  });
});
