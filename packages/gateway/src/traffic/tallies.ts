/** How a family of tallies is told to Prometheus. */
export interface TallyFamily {
  /** `summary`: a sum and how many it is of. */
  readonly type: 'counter' | 'summary';
  readonly help: string;
  /** What its values are told apart by: the snapshot bounds them. Undefined: there is one value. */
  readonly label?: 'revision';
  /** And by what else, from a fixed set; its values follow those of `label` after a space. */
  readonly detail?: 'code_class' | 'reason';
}

/** What is counted beside traffic, by name of the metric without its prefix. */
export const tallyFamilies = {
  batch_size: {
    type: 'summary',
    help: 'Instances of the batches that were sent.',
    label: 'revision',
  },
  batch_wait_seconds: {
    type: 'summary',
    help: 'Time that requests waited for their batch to be sent.',
    label: 'revision',
  },
  payload_log_delivered_total: {
    type: 'counter',
    help: 'Payloads that a sink has taken.',
    label: 'revision',
  },
  payload_log_dropped_total: {
    type: 'counter',
    help: 'Payloads that were dropped: too many, too large together, or the sink did not take them.',
    label: 'revision',
  },
  shadow_copies_total: {
    type: 'counter',
    help: 'Copies of requests that were sent to a revision, by class of its answer.',
    label: 'revision',
    detail: 'code_class',
  },
  shadow_dropped_total: {
    type: 'counter',
    help: 'Copies of requests that were to be sent to a revision and were dropped.',
    label: 'revision',
    detail: 'reason',
  },
  access_log_lines_total: {
    type: 'counter',
    help: 'Lines of the access log that were written.',
  },
  access_log_dropped_total: {
    type: 'counter',
    help: 'Lines of the access log that were dropped.',
  },
  spans_exported_total: {
    type: 'counter',
    help: 'Trace spans that the collector has taken.',
  },
  spans_dropped_total: {
    type: 'counter',
    help: 'Trace spans that were dropped.',
  },
} as const satisfies Record<string, TallyFamily>;

/** One of {@link tallyFamilies}. */
export type TallyName = keyof typeof tallyFamilies;

/** Count and sum by label value; the empty one where there is no label. */
export type TallyValues = Readonly<
  Record<string, readonly [count: number, sum: number]>
>;

/** Values by family; families that nothing was counted of are left out. */
export type TallyReport = Partial<Readonly<Record<TallyName, TallyValues>>>;

/** Counts and sums by family and label value. */
export class Tallies {
  readonly #families = new Map<TallyName, Map<string, [number, number]>>();

  /** Counts one observation, or `count` of them, that sum up to `sum`. */
  add(name: TallyName, label: string, sum: number, count = 1): void {
    let values = this.#families.get(name);
    if (!values) this.#families.set(name, (values = new Map()));
    const value = values.get(label);
    if (!value) {
      values.set(label, [count, sum]);
      return;
    }
    value[0] += count;
    value[1] += sum;
  }

  /** Adds what another has counted. */
  merge(report: TallyReport): void {
    for (const [name, values] of Object.entries(report))
      for (const [label, [count, sum]] of Object.entries(values))
        this.add(name as TallyName, label, sum, count);
  }

  /** What was counted since the beginning, or the last {@link Tallies.take}. */
  all(): TallyReport {
    return Object.fromEntries(
      [...this.#families].map(([name, values]) => [
        name,
        Object.fromEntries(values),
      ]),
    );
  }

  /** The same, and begins anew. */
  take(): TallyReport {
    const report = this.all();
    this.#families.clear();
    return report;
  }

  /** Forgets revisions that are not named. */
  prune(revisions: ReadonlySet<string>): void {
    for (const [name, values] of this.#families) {
      const { label }: TallyFamily = tallyFamilies[name];
      if (label !== 'revision') continue;
      for (const key of values.keys())
        if (!revisions.has(key.split(' ', 1)[0])) values.delete(key);
    }
  }
}
