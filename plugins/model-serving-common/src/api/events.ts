/** @public */
export interface EventView {
  /** `cluster`: the cluster itself tells of its objects; absent: what Greenroom saw or did. */
  readonly source?: 'cluster';
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object?: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
}
