import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';

/**
 * A port nobody listens on. Taken from below the range the kernel gives to outgoing connections (32768 on Linux), so
 * that none of those can take it before the server binds it, nor while the server is being restarted.
 */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(20_000, 32_000);
    if (await canBind(host, port)) return port;
  }
  throw new Error(`no free port found on ${host}`);
}

function canBind(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** True once the server on this port really talks: an accepting socket alone says little. */
export function hasBanner(host: string, port: number, banner: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    let received = '';
    const finish = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(2000, () => {
      finish(false);
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (banner.test(received)) finish(true);
    });
    socket.on('error', () => {
      finish(false);
    });
    socket.on('close', () => {
      finish(false);
    });
  });
}
