/**
 * What a person types as the service's address, as the WebSocket URL it means: `desk.example.com` is
 * `wss://desk.example.com`, `https` is `wss`. Null where it means none.
 */
export function serviceAddress(typed: string): string | null {
  const text = typed.trim().replace(/^http(s?):/i, 'ws$1:');
  if (text === '') return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `wss://${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  return (url.protocol === 'ws:' || url.protocol === 'wss:') && url.hostname !== '' ? withScheme : null;
}
