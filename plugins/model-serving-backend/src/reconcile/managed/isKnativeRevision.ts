/** Digits of a Knative revision; Standard mode has one Deployment a component, which has no number. */
export const KNATIVE_NUMBER = /-(\d{5,})$/;

/** Whether it is one of Knative's revisions, which never change, and not a Deployment that is changed in place. */
export function isKnativeRevision(name: string): boolean {
  return KNATIVE_NUMBER.test(name);
}
