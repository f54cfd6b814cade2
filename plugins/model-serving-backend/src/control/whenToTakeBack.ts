import type { TakenBack } from '@greenroom/backstage-plugin-model-serving-node';

/**
 * Who was just given a connection has this long to use it: between the writing of its Secret and that of what names it
 * lies one call to the cluster.
 */
export const GRACE_MS = 10 * 60_000;
/** Somebody has to grant something. */
const DENIED_MS = 30 * 60_000;

/** A connection that nothing names, and what is to be asked for when it has been so for long enough. */
export interface Unused {
  /** Absent: nothing of it was there. */
  readonly version?: string;
  /** ms since epoch */
  readonly due: number;
}

/** What follows from a look at a given connection. */
export interface AfterLook {
  /** Nobody has to look again. */
  readonly isOver: boolean;
  /** Absent: the next resync looks. */
  readonly unused?: Unused;
}

/**
 * What follows from what a cluster answered when it was asked for a connection.
 *
 * What is not there is waited for as well: who says that it is being given says so before it is written.
 *
 * @param answer - `denied`: the portal may not take it
 * @param known - of the look before; its time has come
 * @param now - ms since epoch
 */
export function whenToTakeBack(
  answer: TakenBack | { readonly state: 'denied' },
  known: Unused | undefined,
  now: number,
): AfterLook {
  const { state } = answer;
  if (state === 'used' || state === 'unknown') return { isOver: false };
  if (state === 'denied')
    return { isOver: false, unused: { ...known, due: now + DENIED_MS } };
  if (state === 'gone' && known) return { isOver: true };
  const version = state === 'unused' ? answer.version : undefined;
  return {
    isOver: false,
    unused: { ...(version ? { version } : {}), due: now + GRACE_MS },
  };
}
