const sample =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[\d.e+-]+|\+Inf|NaN)$/;

/** Series of a Prometheus text: names with their labels, in order. */
export function seriesOf(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.slice(0, line.lastIndexOf(' ')));
}

/**
 * What `promtool check metrics` would say of a Prometheus text: its form, a HELP and a TYPE before the samples of each
 * family, names by type and in base units, whole histograms, no series twice.
 */
export function lintMetrics(text: string): string[] {
  const problems: string[] = [];
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  if (!text.endsWith('\n')) problems.push('does not end with a newline');
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      if (kind === 'HELP') helped.add(name);
      else if (types.has(name)) problems.push(`${name}: TYPE twice`);
      else types.set(name, rest);
      continue;
    }
    const found = sample.exec(line);
    if (!found) {
      problems.push(`not a sample: ${line}`);
      continue;
    }
    const [, name, labels = '', value] = found;
    const series = `${name}{${labels}}`;
    if (seen.has(series)) problems.push(`${series}: twice`);
    seen.add(series);
    const family = name.replace(/_(?:bucket|sum|count)$/, '');
    const type = types.get(name) ?? types.get(family);
    const owner = types.has(name) ? name : family;
    if (!type) problems.push(`${name}: no TYPE before it`);
    if (!helped.has(owner)) problems.push(`${name}: no HELP`);
    if (type === 'counter' && !name.endsWith('_total'))
      problems.push(`${name}: a counter must end with _total`);
    if (type !== 'counter' && name.endsWith('_total'))
      problems.push(`${name}: only counters end with _total`);
    if (/(?:_ms|milliseconds|_kb|minutes)(?:_|$)/.test(name))
      problems.push(`${name}: not in base units`);
    if (name.endsWith('_bucket')) {
      const key = `${family}{${labels.replace(/,?le="[^"]*"/, '')}}`;
      const before = counts.get(key) ?? 0;
      if (Number(value) < before) problems.push(`${series}: falls`);
      counts.set(key, Number(value));
      if (/le="\+Inf"/.test(labels)) counts.set(`${key} whole`, Number(value));
    }
    if (type === 'histogram' && name.endsWith('_count')) {
      const whole = counts.get(`${family}{${labels}} whole`);
      if (whole !== Number(value)) problems.push(`${series}: not its +Inf`);
    }
  }
  return problems;
}
