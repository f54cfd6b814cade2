import { echoModel } from '../__testUtils__/fakeModel';
import { ModelHost } from './host';

const model = echoModel([]);

it('finds no model while it loads', () => {
  const host = ModelHost.create('m');
  expect(host.isReady).toBe(false);
  expect(() => host.find('m')).toThrow('Model with name m is not ready.');
});

it('goes on predicting while it drains, but is not ready', () => {
  const host = ModelHost.create('m');
  host.serve(model);
  expect(host.isReady).toBe(true);
  host.drain();
  expect(host.find('m')).toBe(model);
  expect(() => host.assertReady('m')).toThrow('is not ready');
});

it.each`
  name       | version | message
  ${'other'} | ${''}   | ${'Model with name other does not exist.'}
  ${'m'}     | ${'2'}  | ${'Model with name m has no version 2; its version is 1.'}
`('knows only its own name and version: $name $version', row => {
  const host = ModelHost.create('m');
  host.serve(model);
  expect(() => host.find(row.name, row.version)).toThrow(row.message);
  expect(host.find('m', '1')).toBe(model);
});
