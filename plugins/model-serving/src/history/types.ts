import {
  HistoryDetail,
  HistoryView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Where the history of one resource is read. */
export interface HistorySource {
  /** Differs between any two resources. */
  readonly key: string;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly HistoryView[]>;
  /** One write, compared with another one or with the one before. */
  entry(
    entry: { readonly id: number; readonly against?: number },
    signal: AbortSignal,
  ): Promise<HistoryDetail>;
}
