/** A pod of a revision, as far as its number goes. */
export interface PlannedPod {
  readonly name: string;
  readonly isReady: boolean;
  /** ms since epoch */
  readonly createdAt: number;
  /** It was chosen to go. */
  readonly isLeaving: boolean;
  /** No gateway sends it anything any more. */
  readonly isDrained: boolean;
}

/** What to do about the pods of a revision. */
export interface PodPlan {
  /** Replicas that its Deployment shall have: those wanted, and those that gateways still use. */
  readonly scale: number;
  /** Pods to choose to go: the Deployment takes these first. */
  readonly leave: readonly string[];
  /** Pods that go no longer: they are wanted again. */
  readonly stay: readonly string[];
}

/**
 * Which pods go when fewer are wanted. A Deployment chooses by itself, at once; here each is first taken away from
 * gateways, and goes only when none of them uses it: those that are not ready first, then the youngest, as Kubernetes
 * itself would choose.
 */
export function planPods(pods: readonly PlannedPod[], wanted: number): PodPlan {
  const byValue = [...pods].sort(
    (a, b) =>
      Number(b.isReady) - Number(a.isReady) ||
      Number(a.isLeaving) - Number(b.isLeaving) ||
      a.createdAt - b.createdAt ||
      a.name.localeCompare(b.name),
  );
  const kept = byValue.slice(0, wanted);
  const going = byValue.slice(wanted);
  // What was never ready no gateway knows.
  const inUse = going.filter(pod => pod.isReady && !pod.isDrained);
  return {
    scale: Math.max(wanted, kept.length + inUse.length),
    leave: going.filter(pod => !pod.isLeaving).map(({ name }) => name),
    stay: kept.filter(pod => pod.isLeaving).map(({ name }) => name),
  };
}
