import { Alert, Box, Button, Text } from '@backstage/ui';
import { ResponseError } from '@backstage/errors';
import styles from './components.module.css';

/** What a failed request says: the reason first, the technical text folded, and a way out. */
export function Problem(props: {
  /** What could not be done, e.g. `The deployments could not be loaded`. */
  title: string;
  error: Error;
  onRetry?: () => void;
}) {
  const { title, error, onRetry } = props;
  const detail = technicalDetail(error);
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={title}
      description={
        <Box>
          <Text>{errorReason(error)}</Text>
          {detail && (
            <details className={styles.fold}>
              <summary>Details</summary>
              <pre className={`${styles.code} ${styles.wrap}`}>{detail}</pre>
            </details>
          )}
        </Box>
      }
      customActions={
        onRetry && (
          <Button size="small" variant="secondary" onPress={onRetry}>
            Retry
          </Button>
        )
      }
    />
  );
}

/** The backend's own sentence, without the `Request failed with 409 Conflict` that the client puts around it. */
export function errorReason(error: Error): string {
  return isResponseError(error) && error.cause?.message
    ? error.cause.message
    : error.message;
}

/** Whether a write was refused because its base is no longer the newest version. */
export function isConflict(error: Error): boolean {
  return isResponseError(error) && error.statusCode === 409;
}

function isResponseError(error: Error): error is ResponseError {
  return error.name === 'ResponseError' && 'statusCode' in error;
}

function technicalDetail(error: Error): string | undefined {
  if (!isResponseError(error)) {
    return undefined;
  }
  const requestId = error.response.headers?.get('x-request-id');
  return [
    error.message,
    error.body.request &&
      `${error.body.request.method} ${error.body.request.url}`,
    requestId && `Request ${requestId}`,
  ]
    .filter(Boolean)
    .join('\n');
}
