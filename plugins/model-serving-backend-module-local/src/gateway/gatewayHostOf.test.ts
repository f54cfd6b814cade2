import { gatewayHostOf } from './gatewayHostOf';

it.each`
  host                | expected
  ${'localhost'}      | ${'127.0.0.1:8080'}
  ${'0.0.0.0'}        | ${'127.0.0.1:8080'}
  ${'models.example'} | ${'models.example:8080'}
`('reaches a gateway at $host by $expected', ({ host, expected }) => {
  expect(gatewayHostOf({ host, port: 8080 })).toBe(expected);
});
