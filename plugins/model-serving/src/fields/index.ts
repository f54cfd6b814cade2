export * from './formFields';
export * from './graphFields';
export * from './requestFields';
