// Koa, bare or with the plug-in.
import Koa from 'koa';
import { loadProduct } from '../product.mjs';
import { ssoOptions } from './sso-options.mjs';

export async function createListener({ sso }) {
  const app = new Koa();
  if (sso !== undefined) {
    const { ssoPluginFilter } = await loadProduct('./koa');
    app.use(ssoPluginFilter(await ssoOptions(sso)));
  }
  app.use((ctx) => {
    ctx.body = 'hello';
  });
  return app.callback();
}
