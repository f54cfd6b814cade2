/** Letters that cannot be misread and never spell a word, as Kubernetes uses for pods. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Id of a new replica: the revision's name and five random letters. */
export function replicaId(revision: string, random: () => number): string {
  const suffix = Array.from(
    { length: 5 },
    () => LETTERS[Math.floor(random() * LETTERS.length)],
  ).join('');
  return `${revision}-${suffix}`;
}
