import { NodeHttpHandler } from '@smithy/node-http-handler';
import { StorageError } from '../StorageError';
import { errorName, systemCode } from '../systemError';

/** No answer came: the connection failed, with the code of Node or the system. */
export class ConnectionError extends Error {
  readonly code: string;

  constructor(name: string, code: string) {
    super(`The connection failed: ${code || name}.`);
    this.name = name;
    this.code = code;
  }
}

/**
 * Sends requests, and keeps failures of the connection recognisable: what the SDK does not know as an error of its own
 * it turns into text.
 */
export class ConnectionHandler extends NodeHttpHandler {
  async handle(
    ...request: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    try {
      return await super.handle(...request);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new ConnectionError(errorName(error), systemCode(error));
    }
  }
}
