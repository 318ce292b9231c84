// As much of an OpenID provider as a login with express-openid-connect needs: discovery, keys, and an ID token for whoever asks.
import { Buffer } from 'node:buffer';
import { generateKeyPairSync, sign } from 'node:crypto';

const ALGORITHM = 'RS256';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: ALGORITHM, use: 'sig' };

export function createListener() {
  return (req, res) => {
    const url = new URL(req.url, `http://${req.headers.host}`);
    const answers = {
      '/.well-known/openid-configuration': () => configuration(url.origin),
      '/jwks': () => ({ keys: [jwk] }),
      '/id-token': () => ({ idToken: idToken(url.origin, url.searchParams.get('nonce')) }),
    };
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(answers[url.pathname]()));
  };
}

function configuration(origin) {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    response_types_supported: ['id_token'],
    response_modes_supported: ['form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
  };
}

function idToken(iss, nonce) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss, aud: 'bench', sub: 'alice', iat: now, exp: now + 36_000, nonce };
  const content = `${encode({ alg: ALGORITHM, kid: jwk.kid, typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${sign('sha256', content, privateKey).toString('base64url')}`;
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
