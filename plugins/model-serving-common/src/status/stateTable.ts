import { StateCode, Tone } from './types';

/** Names of the icons of states; the frontend draws them. @public */
export type StateIcon =
  | 'trash'
  | 'question'
  | 'stopped'
  | 'stopping'
  | 'check'
  | 'moon'
  | 'queue'
  | 'error'
  | 'progress';

/** @public */
export interface StateRow {
  readonly word: string;
  /** Green turns amber where somebody has to act or to look. */
  readonly tone: Tone;
  readonly icon: StateIcon;
  /** Place in a list sorted by state: starting first, stopped last. */
  readonly rank: number;
}

/** Words, tones and icons of the states; the closed list of screens §5. @public */
export const stateTable: Readonly<Record<StateCode, StateRow>> = {
  starting: { word: 'Starting', tone: 'blue', icon: 'progress', rank: 0 },
  deleting: { word: 'Deleting', tone: 'grey', icon: 'trash', rank: 1 },
  unknown: { word: 'Unknown', tone: 'grey', icon: 'question', rank: 1 },
  stopping: { word: 'Stopping', tone: 'grey', icon: 'stopping', rank: 1 },
  ready: { word: 'Ready', tone: 'green', icon: 'check', rank: 1 },
  idle: { word: 'Idle', tone: 'teal', icon: 'moon', rank: 1 },
  queued: { word: 'Queued', tone: 'purple', icon: 'queue', rank: 1 },
  failed: { word: 'Failed', tone: 'red', icon: 'error', rank: 1 },
  stopped: { word: 'Stopped', tone: 'grey', icon: 'stopped', rank: 2 },
};
