/** Tells the person what the set-up is doing. On standard error, so that a command's own output stays its own. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** An error whose message is all that the person needs: no stack is shown. */
export class SetupError extends Error {}
