export * from './FakeClock';
export * from './eventually';
export * from './FakeDriver';
export * from './FakeGateway';
export * from './FakeManagedDriver';
