import { ServerMetrics } from './serverMetrics';

it('times the stages of inferences in cumulative buckets', () => {
  const metrics = ServerMetrics.create('m');
  metrics.observeInference(0, 0.1, 3, 3.2);
  metrics.observeInference(0, 1, 20_001, 20_001);
  const lines = metrics.format().split('\n');
  const predict = 'request_predict_seconds';
  expect(lines).toContain(`# TYPE ${predict} histogram`);
  expect(lines).toContain(`${predict}_bucket{model_name="m",le="0.0025"} 0`);
  expect(lines).toContain(`${predict}_bucket{model_name="m",le="0.005"} 1`);
  expect(lines).toContain(`${predict}_bucket{model_name="m",le="10"} 1`);
  expect(lines).toContain(`${predict}_bucket{model_name="m",le="+Inf"} 2`);
  expect(lines).toContain(`${predict}_sum{model_name="m"} 20.0029`);
  expect(lines).toContain('request_explain_seconds_count{model_name="m"} 0');
});

it('counts a value at a bound into the bucket of that bound', () => {
  const metrics = ServerMetrics.create('m');
  metrics.observeInference(0, 1, 1, 1);
  expect(metrics.format()).toContain(
    'request_preprocess_seconds_bucket{model_name="m",le="0.001"} 1',
  );
});

it('counts requests by protocol and code, under an escaped name', () => {
  const metrics = ServerMetrics.create('a"b\\c\nd');
  metrics.countRequest('v1', 200);
  metrics.countRequest('v1', 200);
  metrics.countRequest('grpc', 3);
  const text = metrics.format();
  expect(text).toContain(
    'request_total{model_name="a\\"b\\\\c\\nd",protocol="v1",code="200"} 2\n',
  );
  expect(text).toContain('protocol="grpc",code="3"} 1\n');
  expect(text).toMatch(/\nprocess_resident_memory_bytes \d+\n/);
  expect(text).toMatch(/\nprocess_cpu_seconds_total [\d.]+\n/);
});
