export * from './formFields';
export * from './graphFields';
export * from './requestFields';
export * from './scalingField';
