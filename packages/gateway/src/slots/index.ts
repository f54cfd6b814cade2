export * from './leasedSlots';
export * from './slotBroker';
