/**
 * Names that another service must have for its predictor to be called as that of this one: `a-x` and `a` with the
 * predictor name `x` are both `a-x-predictor`. Source: kserve-resources §5.
 *
 * @param predictorName - `spec.predictor.name`; empty if there is none
 * @public
 */
export function rivalNames(name: string, predictorName: string): string[] {
  const base = predictorName === '' ? name : `${name}-${predictorName}`;
  const cuts = [...base.matchAll(/-/g)].map(({ index }) => index);
  return [base, ...cuts.map(at => base.slice(0, at))].filter(
    rival => rival !== '' && rival !== name,
  );
}
