import { choicesOf, isColumnShown } from './columnChoice';

it.each`
  situation                                        | column       | choices               | projects | shown
  ${'names are never hidden'}                      | ${'name'}    | ${{ name: false }}    | ${1}     | ${true}
  ${'actions are never hidden'}                    | ${'actions'} | ${{ actions: false }} | ${1}     | ${true}
  ${'the runtime is hidden by default'}            | ${'runtime'} | ${undefined}          | ${1}     | ${false}
  ${'the runtime is shown if chosen'}              | ${'runtime'} | ${{ runtime: true }}  | ${1}     | ${true}
  ${'the owner is shown by default'}               | ${'owner'}   | ${{}}                 | ${1}     | ${true}
  ${'the owner is hidden if chosen'}               | ${'owner'}   | ${{ owner: false }}   | ${1}     | ${false}
  ${'a single project needs no column'}            | ${'project'} | ${{}}                 | ${1}     | ${false}
  ${'several projects are told apart'}             | ${'project'} | ${{}}                 | ${2}     | ${true}
  ${'a chosen project column stays'}               | ${'project'} | ${{ project: true }}  | ${1}     | ${true}
  ${'a stored value of another kind is no choice'} | ${'owner'}   | ${{ owner: 'no' }}    | ${1}     | ${true}
`('$situation', ({ column, choices, projects, shown }) => {
  expect(isColumnShown(column, choices, { projects })).toBe(shown);
});

it('keeps each column as it was shown', () => {
  expect(
    choicesOf(['name', 'owner', 'runtime', 'actions'], new Set(['runtime'])),
  ).toEqual({ owner: false, runtime: true });
});
