export { IntakeFigure } from './intake-figure';
export { intakeReceived } from './slice';
