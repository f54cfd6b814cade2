import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  Page,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Which runtimes. */
export interface RuntimeListQuery {
  /** Absent: the default cluster. */
  readonly cluster?: string;
  /** Runtimes of this project and of the cluster; absent: of all projects. */
  readonly namespace?: string;
  /** Only those that serve this format, in any letter case. */
  readonly format?: string;
}

/** Runtimes, as the API offers them. */
export interface Runtimes {
  /** By title. */
  list(
    query: RuntimeListQuery,
    options: { readonly credentials: BackstageCredentials },
  ): Promise<Page<RuntimeView>>;
}
