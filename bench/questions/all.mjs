// The questions in the order in which they are asked.
import { firstLogin } from './first-login.mjs';
import { foreignRequest } from './foreign-request.mjs';
import { importAndSize } from './import-and-size.mjs';
import { inProcess } from './in-process.mjs';
import { loggedInRequest } from './logged-in-request.mjs';
import { parseAndBuild } from './parse-and-build.mjs';
import { ssoRequest } from './sso-request.mjs';
import { storm } from './storm.mjs';

export const QUESTIONS = [
  foreignRequest,
  inProcess,
  loggedInRequest,
  ssoRequest,
  firstLogin,
  parseAndBuild,
  importAndSize,
  storm,
];
