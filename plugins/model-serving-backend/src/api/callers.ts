import type {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { WriteOrigin } from '@greenroom/backstage-plugin-model-serving-common';
import type { Request } from 'express';
import { writeOrigin } from './requestParts';

/** Who calls. */
export interface Caller {
  readonly credentials: BackstageCredentials;
}

/** Who calls, and with what a write is made. */
export interface Writer extends Caller {
  readonly how: WriteOrigin | undefined;
}

/** A person, or another plugin. @throws AuthenticationError for anybody else */
export async function callerOf(
  httpAuth: HttpAuthService,
  req: Request,
): Promise<Caller> {
  const allow = ['user' as const, 'service' as const];
  return { credentials: await httpAuth.credentials(req, { allow }) };
}

/** {@link callerOf} of routes that write. @throws InputError for an origin that is not on the list */
export async function writerOf(
  httpAuth: HttpAuthService,
  req: Request,
): Promise<Writer> {
  return { ...(await callerOf(httpAuth, req)), how: writeOrigin(req) };
}
