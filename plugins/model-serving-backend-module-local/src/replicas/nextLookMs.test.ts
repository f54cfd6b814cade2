import { nextLookMs } from './nextLookMs';

it.each`
  elapsed   | most  | next
  ${0}      | ${50} | ${10}
  ${-5_000} | ${50} | ${10}
  ${90}     | ${50} | ${10}
  ${250}    | ${50} | ${25}
  ${500}    | ${50} | ${50}
  ${60_000} | ${50} | ${50}
  ${0}      | ${5}  | ${5}
`('after $elapsed ms it looks again in $next ms', ({ elapsed, most, next }) => {
  expect(nextLookMs(elapsed, most)).toBe(next);
});
