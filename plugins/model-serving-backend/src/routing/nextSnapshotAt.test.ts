import { nextSnapshotAt } from './nextSnapshotAt';

it.each`
  situation                                        | begun  | ended   | isNews   | next
  ${'gathers what comes after a snapshot'}         | ${100} | ${101}  | ${true}  | ${120}
  ${'counts from when it was compiled'}            | ${100} | ${150}  | ${true}  | ${120}
  ${'goes on at once where nothing changed'}       | ${100} | ${100}  | ${false} | ${100}
  ${'leaves as much time as finding that took'}    | ${100} | ${107}  | ${false} | ${114}
  ${'leaves no more than it gathers'}              | ${100} | ${1000} | ${false} | ${1020}
  ${'counts a clock that was set back as no time'} | ${100} | ${40}   | ${false} | ${40}
`('$situation', ({ begun, ended, isNews, next }) => {
  expect(nextSnapshotAt({ begun, ended, isNews })).toBe(next);
});
