/** Makes a `switch` over a closed union exhaustive: the compiler refuses a forgotten case. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
