import { environmentNameProblem } from './environmentNameProblem';

it.each`
  name           | isName
  ${'LOG_LEVEL'} | ${true}
  ${'_x9'}       | ${true}
  ${''}          | ${false}
  ${'9LIVES'}    | ${false}
  ${'LOG-LEVEL'} | ${false}
  ${'LOG LEVEL'} | ${false}
  ${'LÄNGE'}     | ${false}
`('"$name" is a name of a variable: $isName', ({ name, isName }) => {
  expect(environmentNameProblem(name) === undefined).toBe(isName);
});
