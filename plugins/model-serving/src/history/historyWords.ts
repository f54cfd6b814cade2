import {
  HistoryOrigin,
  HistoryView,
} from '@greenroom/backstage-plugin-model-serving-common';

const originWords: Record<HistoryOrigin, string> = {
  form: 'Form',
  yaml: 'YAML',
  template: 'Template',
  import: 'Import',
  api: 'API',
  cluster: 'Changed on the cluster',
};

/** With what a write was made; of one that does not say so it is not known. */
export function originInWords({ how }: HistoryView): string {
  return how ? originWords[how] : 'Not said';
}

/** A write in a list of choices: `Generation 3: scale, 20 Nov 2026, 10:00`. */
export function writeInWords({
  id,
  generation,
  action,
  at,
}: HistoryView): string {
  const time = new Date(at).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return `#${id} ${action}, generation ${generation}, ${time}`;
}

const SHORT_REASON = 120;

/** The beginning of why a write was refused, for a table: the dialog of the write has all of it. */
export function shortReason(reason: string): string {
  return reason.length > SHORT_REASON
    ? `${reason.slice(0, SHORT_REASON - 1).trimEnd()}…`
    : reason;
}
