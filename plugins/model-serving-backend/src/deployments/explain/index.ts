export { DeploymentExplainer } from './DeploymentExplainer';
export { withRefusals } from './explainChange';
