import { RuleContext } from './rule';

/** By the key of an annotation, how it is read. @throws Error with what is wrong, in one sentence */
export type AnnotationReaders = Readonly<
  Record<string, (annotation: string) => unknown>
>;

/** An error for each annotation that is there and that its reader cannot read. */
export function demandReadable(
  readers: AnnotationReaders,
  { service, messages }: Pick<RuleContext, 'service' | 'messages'>,
): void {
  for (const [key, read] of Object.entries(readers)) {
    const annotation = service.metadata.annotations?.[key];
    if (annotation === undefined) continue;
    try {
      read(annotation);
    } catch (error) {
      messages.error(`metadata.annotations[${key}]`, (error as Error).message);
    }
  }
}
