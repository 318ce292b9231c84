/**
 * What is mutated: the rooms a login goes through, `plugin` in five parts. `files` are patterns in `src`, `tests` in `test`: those that are
 * to notice, the fewer the quicker. A survivor is what these tests do not notice; others may.
 *
 * `skipsStatic`: leaves out what runs once, when a file is loaded, because all tests of the room had to be run for each such mutant. What a
 * run costs, in seconds of one core, was measured: `start` until the first mutant, `mutant` for each one.
 */
export const ROOMS = {
  message: { files: ['message/*'], tests: ['message/*'], skipsStatic: false, start: 15, mutant: 0.4 },
  gateway: { files: ['gateway/*'], tests: ['gateway/*'], skipsStatic: false, start: 15, mutant: 1 },
  interceptors: { files: ['interceptors/*'], tests: ['interceptors/*'], skipsStatic: false, start: 8, mutant: 0.4 },
  'plugin-request': {
    files: [
      ...['clean-url', 'cookie', 'cookie-name', 'message-checks', 'own-host', 'page-load'],
      ...['redirect-target', 'request-context'],
    ].map(inPlugin),
    tests: [
      'plugin/{audit,c,d,edges,k,l,opt,own,p,red,request,threats}*',
      'adapters/{conformance,mounting,where-apps-live}',
      'interceptors/jwt*',
    ],
    skipsStatic: true,
    start: 30,
    mutant: 2,
  },
  'plugin-login': {
    files: [
      ...['confirmations', 'login-change', 'login-end', 'login-path', 'login-states', 'message-path'],
      ...['shared-states', 'sign-in', 'untold-ends'],
    ].map(inPlugin),
    tests: ['plugin/{a,c,d,e,f,g,k,l,one,planted,s,t,u,w}*', 'interceptors/*'],
    skipsStatic: true,
    start: 30,
    mutant: 2,
  },
  'plugin-keeping': {
    files: [
      ...['app-session', 'carriers/*', 'login-vault', 'remembered-login', 'remembered-logins', 'session-warnings'],
      'visit',
    ].map(inPlugin),
    tests: [
      'plugin/{app,cookie,failed,keeping,login,options,planted,rem,sealing,secrets,ses,shared,threats}*',
      'adapters/koa',
    ],
    skipsStatic: true,
    start: 20,
    mutant: 1,
  },
  'plugin-answers': {
    files: [
      ...[
        'call-context',
        'dss-login',
        'dss-user',
        'ignore-store',
        'interceptor-calls',
        'interceptor-kind',
        'login-counts',
      ],
      ...['login-events', 'plugin-traces', 'refusal', 'refusal-page', 'request-id', 'workspaces'],
    ].map(inPlugin),
    tests: [
      'plugin/{a,cookie,d,e,fail,former,i,keeping,l,odd,opt,ref,s,th,wo}*',
      'adapters/{conf,mount}*',
      'interceptors/*',
    ],
    skipsStatic: true,
    start: 20,
    mutant: 1,
  },
  'plugin-options': {
    files: ['filter-parts', 'sso-plugin-filter', 'sso-plugin-options', 'sso-plugin-settings'].map(inPlugin),
    tests: [
      'plugin/{audit,cookie,d,edges,gateway-faults,hot,keeping,l,options,own,refusal,request,secrets,threats,weak}*',
      'adapters/{conformance,guard,mounting}*',
      'observability/tracing',
    ],
    skipsStatic: true,
    start: 15,
    mutant: 0.7,
  },
};

/** The room of a source file, if it is in one of them. */
export function roomOf(file) {
  return Object.keys(ROOMS).find((room) => ROOMS[room].files.some((pattern) => isNamed(file, pattern)));
}

/** The folder of `src` that a room is, or is a part of: these must reach the score. */
export function folderOf(room) {
  return room.split('-')[0];
}

function isNamed(file, pattern) {
  return pattern.endsWith('*') ? file.startsWith(`src/${pattern.slice(0, -1)}`) : file === `src/${pattern}.ts`;
}

function inPlugin(name) {
  return `plugin/${name}`;
}
