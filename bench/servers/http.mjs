// node:http, bare or with the plug-in.
import { loadProduct } from '../product.mjs';
import { ssoOptions } from './sso-options.mjs';

export async function createListener({ sso }) {
  const listener = (req, res) => {
    res.end(req.dss === undefined ? 'hello' : `hello ${req.dss.user.userName}`);
  };
  if (sso === undefined) return listener;
  const { withSSO } = await loadProduct('./http');
  return withSSO(await ssoOptions(sso), listener);
}
