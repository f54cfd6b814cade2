// Goals, and the table that says which of them were met.

const GOAL = {
  size: 10_000,
  compareTo: 1_000,
  resyncSeconds: 60,
  rssBytes: 1e9,
  listP95Ms: 300,
  growth: 1.3,
};

const perService = ({ count, resync }) => (resync.cpuSeconds / count) * 1000;
const perNewService = ({ count, up }) => (up.cpuSeconds / count) * 1000;

/** Rows with a goal; only of sizes that were measured. */
export function goalsOf(results) {
  const of = count => results.find(result => result.count === count);
  const full = of(GOAL.size);
  const tenth = of(GOAL.compareTo);
  if (!full) return [];
  const below = (name, value, goal, unit) => ({
    name,
    value: `${value.toFixed(2)}${unit}`,
    goal: `≤ ${goal}${unit}`,
    ok: value <= goal,
  });
  const rows = [
    below('full resync', full.resync.seconds, GOAL.resyncSeconds, ' s'),
    below('full resync, CPU', full.resync.cpuSeconds, GOAL.resyncSeconds, ' s'),
    below('memory (RSS)', full.maxRssBytes / 1e9, GOAL.rssBytes / 1e9, ' GB'),
    below('list page p95', full.lists.p95, GOAL.listP95Ms, ' ms'),
  ];
  if (tenth) {
    rows.push(
      below(
        'CPU per service of a resync, 10,000 : 1,000',
        perService(full) / perService(tenth),
        GOAL.growth,
        '',
      ),
      below(
        'CPU per new service, 10,000 : 1,000',
        perNewService(full) / perNewService(tenth),
        GOAL.growth,
        '',
      ),
    );
  }
  return rows;
}

/** @returns whether every goal was met */
export function printTable(title, results, goals) {
  const ms = value => `${value.toFixed(1)} ms`;
  const mb = value => `${(value / 1e6).toFixed(0)} MB`;
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      results.map(result => [
        `${result.count} services`,
        {
          'new: services/s': (result.count / result.up.seconds).toFixed(0),
          'new: CPU each': ms(perNewService(result)),
          resync: `${result.resync.seconds.toFixed(1)} s`,
          'resync: services/s': (result.count / result.resync.seconds).toFixed(
            0,
          ),
          'resync: CPU each': ms(perService(result)),
          RSS: mb(result.maxRssBytes),
          'list median': ms(result.lists.median),
          'list p95': ms(result.lists.p95),
          'change median': ms(result.changes.median),
          'change p95': ms(result.changes.p95),
          'CPU at rest': `${(result.restShare * 100).toFixed(1)} %`,
        },
      ]),
    ),
  );
  for (const { count, lists } of results) {
    console.log(
      `${count}: slowest list page: ${lists.worst.kind}, median ${ms(
        lists.worst.median,
      )}`,
    );
  }
  if (goals.length > 0) console.table(goals);
  return goals.every(({ ok }) => ok);
}
