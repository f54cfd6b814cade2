export * from './connectionMetadata';
export * from './connectionName';
export * from './connectionReach';
export * from './connectionSecret';
export * from './dockerConfig';
export * from './readConnectionSecret';
export * from './servingCompatibility';
export * from './validateSharing';
