import { useAppSelector } from '../../app/hooks';
import { useTick } from '../../ui/ticking';
import { selectClockOffsetMs } from './selectors';

/** The service's time in ms, renewed each second. Only for components that show a ticking number. */
export function useServerNow(): number {
  return useTick() + useAppSelector(selectClockOffsetMs);
}
