import { annotations } from '../constants';
import { InferenceService } from '../resources';
import { canaryPercentOf } from './canaryPercentOf';

/** Who gets copies of a service's requests. @public */
export interface Shadow {
  /** A name of `spec.canary[]`; `latest`: the canary of `canaryTrafficPercent`. */
  readonly canary: string;
  /** Of the requests that are answered, so many are copied. Whole, 1 to 100. */
  readonly percent: number;
}

/** The canary that has no name of its own, as its tag calls it. */
const LATEST = 'latest';

/**
 * The annotation `greenroom/shadow`: `<canary>=<percent>`, as in `forest=10`.
 *
 * @returns undefined: nobody gets copies
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readShadow(annotation: string | undefined): Shadow | undefined {
  const text = annotation?.trim() ?? '';
  if (text === '') return undefined;
  const [canary, share, ...rest] = text.split('=').map(part => part.trim());
  if (!canary || !share || rest.length > 0) {
    throw new Error(
      `"${text}" names no canary; write <canary>=<percent>, or latest=<percent>`,
    );
  }
  const percent = Number(share);
  if (!Number.isInteger(percent) || percent < 1 || percent > 100) {
    throw new Error(
      `the share of copies must be a whole number between 1 and 100, got ${share}`,
    );
  }
  return { canary, percent };
}

/**
 * Who is to get copies of a service's requests. A canary that the spec does not have (any more) gets none, and neither does
 * an annotation that cannot be read.
 * @public
 */
export function shadowOf(service: InferenceService): Shadow | undefined {
  try {
    const shadow = readShadow(
      service.metadata.annotations?.[annotations.shadow],
    );
    return shadow && hasCanary(service, shadow.canary) ? shadow : undefined;
  } catch {
    return undefined;
  }
}

function hasCanary(service: InferenceService, name: string): boolean {
  if (name === LATEST)
    return canaryPercentOf(service, 'predictor') !== undefined;
  return (service.spec.canary ?? []).some(
    ({ predictor }) => predictor.name === name,
  );
}
