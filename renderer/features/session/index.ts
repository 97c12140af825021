export { AccountMenu } from './account-menu';
export { SignInForm } from './sign-in-form';
export { SignOutProblem } from './sign-out-problem';
export { startSession } from './thunks';
