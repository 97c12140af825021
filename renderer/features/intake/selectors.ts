import { mayWatchIntake, type IntakeView } from '../../../common/contract/intake';
import type { RootState } from '../../app/store';
import { selectAgent } from '../desk';

/** Whether the signed-in person is one who watches intake. */
export function selectMayWatchIntake(state: RootState): boolean {
  const agent = selectAgent(state);
  return agent !== null && mayWatchIntake(agent.role);
}

/** What intake holds; null where it is not known, or not this person's business. */
export function selectIntake(state: RootState): IntakeView | null {
  return selectMayWatchIntake(state) ? state.intake.view : null;
}
