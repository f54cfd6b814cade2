import { pretty, tensorsOf, withData } from './requestBody';

const body = JSON.stringify({
  id: 'kept',
  inputs: [
    { name: 'a', shape: [1, 2], datatype: 'FP32', data: [1.5, 2] },
    { name: 'b', shape: [1], datatype: 'BYTES', data: ['x'] },
  ],
});

it('shows the tensors of a request', () => {
  expect(tensorsOf(body)).toEqual([
    { name: 'a', shape: [1, 2], datatype: 'FP32', data: '1.5, 2' },
    { name: 'b', shape: [1], datatype: 'BYTES', data: '"x"' },
  ]);
});

it.each(['', '{', '[]', 'null', '{"instances":[[1]]}', '{"inputs":[1]}'])(
  'shows no form for %p',
  text => {
    expect(tensorsOf(text)).toBeUndefined();
  },
);

it('changes the data of one tensor and nothing else', () => {
  const changed = JSON.parse(withData(body, 0, '3, 4') ?? '');
  expect(changed.inputs[0]).toEqual({
    name: 'a',
    shape: [1, 2],
    datatype: 'FP32',
    data: [3, 4],
  });
  expect(changed.inputs[1].data).toEqual(['x']);
  expect(changed.id).toBe('kept');
});

it.each(['1,', 'x', '1 2', ']'])('refuses %p as data', data => {
  expect(withData(body, 0, data)).toBeUndefined();
});

it('writes lists of plain values on one line, and means the same', () => {
  const text = pretty(JSON.parse(body));
  expect(text).toContain('"data": [1.5, 2]');
  expect(JSON.parse(text)).toEqual(JSON.parse(body));
});
