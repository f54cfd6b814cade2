import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';

/** The OpenAPI document of the API, as it is written in `src/schema/openapi.yaml`. */
export function openApiDocument(): JsonObject {
  const path = resolvePackagePath(
    '@greenroom/backstage-plugin-model-serving-backend',
    'src/schema/openapi.yaml',
  );
  return parse(readFileSync(path, 'utf8'));
}
