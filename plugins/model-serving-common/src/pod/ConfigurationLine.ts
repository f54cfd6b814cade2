import { ComponentName } from '../resources';

/** One line of the effective configuration, with where it comes from. @public */
export interface ConfigurationLine {
  /** Absent: the predictor. */
  readonly component?: ComponentName;
  readonly section: string;
  readonly name: string;
  readonly value: string;
  readonly origin: 'runtime' | 'deployment' | 'platform';
}
