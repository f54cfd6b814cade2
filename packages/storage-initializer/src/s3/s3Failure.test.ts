import { StorageError } from '../StorageError';
import { explainS3Failure, s3FailureReason } from './s3Failure';

const place = { endpoint: 's3.lab:9000', bucket: 'models', key: 'iris' };

function failure(fields: object): Error {
  return Object.assign(new Error('internal words'), fields);
}

function answered(name: string, httpStatusCode: number): Error {
  return failure({ name, $metadata: { httpStatusCode } });
}

describe('s3FailureReason', () => {
  it.each`
    error                                                    | reason
    ${answered('InvalidAccessKeyId', 403)}                   | ${'wrong-key'}
    ${answered('SignatureDoesNotMatch', 403)}                | ${'wrong-secret'}
    ${answered('RequestTimeTooSkewed', 403)}                 | ${'clock'}
    ${answered('AccessDenied', 403)}                         | ${'denied'}
    ${answered('Unknown', 403)}                              | ${'denied'}
    ${answered('NoSuchBucket', 404)}                         | ${'no-bucket'}
    ${answered('NoSuchKey', 404)}                            | ${'no-key'}
    ${answered('PreconditionFailed', 412)}                   | ${'changed'}
    ${answered('PermanentRedirect', 301)}                    | ${'other-region'}
    ${answered('Unknown', 302)}                              | ${'redirect'}
    ${answered('TemporaryRedirect', 307)}                    | ${'other-region'}
    ${answered('Unknown', 307)}                              | ${'redirect'}
    ${answered('SlowDown', 503)}                             | ${'busy'}
    ${answered('Unknown', 502)}                              | ${'busy'}
    ${answered('Teapot', 418)}                               | ${'other'}
    ${failure({ code: 'ENOTFOUND' })}                        | ${'host-not-found'}
    ${failure({ code: 'ECONNREFUSED' })}                     | ${'refused'}
    ${failure({ code: 'EHOSTUNREACH' })}                     | ${'unroutable'}
    ${failure({ code: 'ECONNRESET' })}                       | ${'cut'}
    ${failure({ code: 'ECONNRESET', name: 'TimeoutError' })} | ${'cut'}
    ${failure({ code: 'ETIMEDOUT', name: 'TimeoutError' })}  | ${'timeout'}
    ${failure({ name: 'TimeoutError' })}                     | ${'timeout'}
    ${failure({ code: 'CERT_HAS_EXPIRED' })}                 | ${'tls'}
    ${failure({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })}      | ${'tls'}
    ${failure({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })}  | ${'tls'}
    ${failure({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' })}     | ${'tls'}
    ${failure({ code: 'HPE_INVALID_CONSTANT' })}             | ${'not-s3'}
    ${undefined}                                             | ${'other'}
  `('$error.name $error.code is $reason', ({ error, reason }) => {
    expect(s3FailureReason(error)).toBe(reason);
  });
});

describe('explainS3Failure', () => {
  it('says where, and nothing of the cause but its code', () => {
    const { message } = explainS3Failure(failure({ code: 'EODD' }), place);
    expect(message).toContain('s3://models/iris at s3.lab:9000 (EODD)');
    expect(message).not.toContain('internal words');
  });

  it('says what may pass by itself', () => {
    const retryable = (code: string) =>
      explainS3Failure(failure({ code }), place).retryable;
    expect(retryable('ECONNRESET')).toBe(true);
    expect(retryable('CERT_HAS_EXPIRED')).toBe(false);
  });

  it('leaves explained errors alone', () => {
    const error = new StorageError('TooLarge', 'too large');
    expect(explainS3Failure(error, place)).toBe(error);
  });
});
