import { MAX_NAME_LENGTH } from './names';

const MAX_ATTEMPTS = 10_000;

/**
 * Resource name for a title: `Fraud Detection` → `fraud-detection`.
 *
 * Accents go, everything that is not a letter or digit becomes one `-`, a leading digit gets `m-` before it, at most 30
 * characters. A taken name gets `-2`, `-3`, …; a title without any usable character gives `model-` and four random
 * ones. The result always satisfies the name rule of `resourceNameProblem`. Source: screens §3.2.
 *
 * @param title - what a person typed
 * @param isTaken - whether a name is in use; nothing is by default
 * @param random - numbers in [0, 1)
 * @throws Error if 10,000 names in a row are taken.
 * @public
 */
export function deriveResourceName(
  title: string,
  isTaken: (name: string) => boolean = () => false,
  random: () => number = Math.random,
): string {
  const stem = stemOf(title) || `model-${randomWord(random)}`;
  if (!isTaken(stem)) return stem;
  for (let n = 2; n < MAX_ATTEMPTS; n++) {
    const suffix = `-${n}`;
    const name = `${cut(stem, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
    if (!isTaken(name)) return name;
  }
  throw new Error(
    `no free resource name for '${stem}': ${MAX_ATTEMPTS} are taken`,
  );
}

function stemOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return cut(/^\d/.test(words) ? `m-${words}` : words, MAX_NAME_LENGTH);
}

function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/-+$/, '');
}

function randomWord(random: () => number): string {
  return Array.from({ length: 4 }, () =>
    Math.min(35, Math.floor(random() * 36)).toString(36),
  ).join('');
}
