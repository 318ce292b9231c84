import type { Server } from 'node:http';
import { SSOError } from '../errors.js';

/** @throws SSOError `options-invalid` if the port cannot be had */
export function startServer(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is taken' : 'the system refuses it';
      reject(
        new SSOError(
          'options-invalid',
          `The portal cannot listen on port ${port} of 127.0.0.1: ${why}. Choose another, or 0.`,
          { cause },
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Ends all connections as well: those of hanging calls would keep the server open for ever. */
export function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
