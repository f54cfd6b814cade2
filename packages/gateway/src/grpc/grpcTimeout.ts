const pattern = /^(\d{1,8})([HMSmun])$/;

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** Most digits that the format has room for. */
const maxValue = 99_999_999;

/** The time in ms of a `grpc-timeout` such as `250m`; undefined: it says none, or nonsense, which servers ignore. */
export function parseGrpcTimeout(text: string | undefined): number | undefined {
  const match = text === undefined ? undefined : pattern.exec(text);
  return match ? Number(match[1]) * unitMs[match[2]] : undefined;
}

/** What is left of a timeout, rounded down: the replica must not think that it has longer than the caller waits. */
export function formatGrpcTimeout(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  return whole <= maxValue ? `${whole}m` : `${Math.floor(whole / 1_000)}S`;
}
