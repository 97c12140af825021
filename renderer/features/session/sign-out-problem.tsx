import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { signOutEnded } from './slice';

/** Why signing out did not work. */
export function SignOutProblem() {
  const dispatch = useAppDispatch();
  const code = useAppSelector((state) => state.session.signOutError);
  return code ? <ErrorNotice code={code} onDismiss={() => dispatch(signOutEnded(null))} /> : null;
}
