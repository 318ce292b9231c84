// Who may import whom in src/, as a table and as the ESLint rule that keeps it. CONTRIBUTING.md has the reasons.
import path from 'node:path';

/** The files that every room may stand on. */
const GROUND_FLOOR = [
  'clock',
  'errors',
  'logger',
  'maybe-promise',
  'quiet-warning',
  'nearest-word',
  'options',
  'sealing',
  'secrets',
  'tracing',
];

/**
 * Folder of src/ -> the rooms it may use, the packages it may load, the packages of which it may use the types only, and whether it may
 * open connections or listen. A room may always use itself, the ground floor and Node's other modules.
 */
export const ROOMS = {
  'ground floor': {},
  message: {},
  store: { packages: ['node-cache'] },
  outbound: { network: true },
  gateway: { rooms: ['message', 'store', 'outbound'] },
  plugin: { rooms: ['message', 'store', 'gateway'], packages: ['cookie', 'negotiator'] },
  interceptors: { rooms: ['message', 'store', 'plugin'], packages: ['jsonwebtoken'] },
  adapters: { rooms: ['message', 'plugin'], packages: ['on-headers'], types: ['express', 'koa'] },
  request: { rooms: ['message', 'outbound'] },
  appconn: { rooms: ['message', 'request'] },
  appconns: { rooms: ['message', 'outbound', 'request', 'appconn'] },
  portal: { rooms: ['message', 'request', 'appconn', 'appconns'], packages: ['cookie'], network: true },
  testing: { rooms: ['message', 'store', 'appconn'] },
  cli: { rooms: ['message', 'outbound', 'gateway', 'portal'], network: true },
  'the root entry': { rooms: ['message', 'store', 'gateway', 'plugin', 'interceptors'] },
};

const NETWORK = ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram'];
/** What those modules have that touches no network. */
const PURE_NAMES = ['isIP', 'isIPv4', 'isIPv6'];

/** The room of a file, given by its path from the top of the project; `undefined` where the table has no row. */
function roomOf(file) {
  const [top, folder, ...rest] = file.split('/');
  if (top !== 'src' || folder === undefined) return undefined;
  if (rest.length > 0) return Object.hasOwn(ROOMS, folder) ? folder : undefined;
  const name = folder.replace(/\.[jt]s$/, '');
  if (name === 'index') return 'the root entry';
  return GROUND_FLOOR.includes(name) ? 'ground floor' : undefined;
}

/** Why `room` may not import `source`, or `undefined` if it may. */
function objection(room, file, source, { typesOnly, names }) {
  const { rooms = [], packages = [], types = [], network = false } = ROOMS[room];
  if (source.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), source);
    const other = roomOf(target);
    if (other === undefined) return `${target} is in no room of src`;
    if (target.endsWith('/index.js')) return 'rooms import files, not the index of a room';
    return other === room || other === 'ground floor' || rooms.includes(other)
      ? undefined
      : `${room} may not use ${other}`;
  }
  if (NETWORK.includes(source)) {
    const harmless = typesOnly || (names.length > 0 && names.every((name) => PURE_NAMES.includes(name)));
    return harmless || network ? undefined : `${room} may not touch the network`;
  }
  if (source.startsWith('node:')) return undefined;
  const name = source.split('/', source.startsWith('@') ? 2 : 1).join('/');
  if (packages.includes(name) || (types.includes(name) && typesOnly)) return undefined;
  return types.includes(name) ? `${room} may use only types of ${name}` : `${room} may not load ${name}`;
}

const rule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { wall: '{{ why }}. The table is in scripts/import-walls.js.' },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const room = roomOf(file);

    function report(node, why) {
      context.report({ node, messageId: 'wall', data: { why } });
    }

    function check(node, source, { typesOnly = false, names = [] } = {}) {
      if (room === undefined || !source) return;
      const why =
        typeof source.value === 'string'
          ? objection(room, file, source.value, { typesOnly, names })
          : 'a computed import cannot be checked';
      if (why !== undefined) report(node, why);
    }

    return {
      Program(node) {
        if (room === undefined) report(node, `${file} is in no room of src`);
      },
      ImportDeclaration(node) {
        const names = node.specifiers.map((specifier) => specifier.imported?.name ?? '*');
        check(node, node.source, { typesOnly: node.importKind === 'type', names });
      },
      ExportNamedDeclaration: (node) => check(node, node.source, { typesOnly: node.exportKind === 'type' }),
      ExportAllDeclaration: (node) => check(node, node.source, { typesOnly: node.exportKind === 'type' }),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source, { typesOnly: true }),
    };
  },
};

/** The rule as an ESLint plugin: `house/walls`. */
export const house = { rules: { walls: rule } };
