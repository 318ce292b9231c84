import { generate } from 'selfsigned';

/** A certificate for 127.0.0.1 and these host names, made now; it is its own authority. */
export async function createCertificate(...hosts: string[]): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [{ type: 7, ip: '127.0.0.1' }, ...hosts.map((value) => ({ type: 2 as const, value }))],
      },
    ],
  });
  return { key, cert };
}
