export * from './formFields';
export * from './graphFields';
