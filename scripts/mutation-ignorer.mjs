import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Which argument of these is a text for a person: of errors (the first one of `SSOError` is its code, and counts), and of what makes them. */
const TEXTS = new Map([
  ['SSOError', 1],
  ['TypeError', 0],
  ['Error', 0],
  ['malformed', 0],
  ['badAnswerError', 1],
  ['refusal', 1],
  ['failed', 0],
  ['unavailable', 0],
  ['checkSize', 0],
  ['checkCleanName', 0],
  ['checkOctets', 0],
  ['firstCookie', 0],
  ['checkText', 0],
  ['checkOptionalText', 0],
  ['checkNotEmpty', 0],
]);

const LOGGER = /^(?:debug|info|warn|warnOnce|error)$/;

/**
 * What no test is to notice. The texts of errors and log lines, which operators read: to pin them word by word would test the tests. And
 * the values of objects that name the known options, `{ a: true, b: true }`: only the names are looked at.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'not-for-tests', {
    shouldIgnore(path) {
      if (isText(path) && isTextForOperators(path)) return 'The text of an error or a log line.';
      return isMarkOfName(path) ? 'Names of options have no value.' : undefined;
    },
  }),
];

function isText(path) {
  return path.isStringLiteral() || path.isTemplateLiteral();
}

/** `KNOWN` and what is handed to `check.object`: the names of options. */
function isMarkOfName(path) {
  const object = path.parentPath?.parentPath;
  if (!path.isBooleanLiteral({ value: true }) || !object?.isObjectExpression()) return false;
  const { node, parent } = object;
  if (parent.type === 'VariableDeclarator') return parent.init === node && /^known$/i.test(parent.id.name ?? '');
  return parent.type === 'CallExpression' && parent.callee.property?.name === 'object' && parent.arguments[2] === node;
}

function isTextForOperators(path) {
  let text = path;
  while (text.parentPath.isBinaryExpression({ operator: '+' })) text = text.parentPath;
  const call = text.parentPath;
  if (!(call.isNewExpression() || call.isCallExpression()) || text.listKey !== 'arguments') return false;
  const { callee } = call.node;
  if (callee.type === 'Identifier') return TEXTS.get(callee.name) === text.key;
  return text.key === 0 && callee.type === 'MemberExpression' && isLogger(callee);
}

/** `logger.warn`, `settings.logger.warn` and the like. */
function isLogger({ object, property }) {
  const owner = object.type === 'MemberExpression' ? object.property : object;
  return /logger$/i.test(owner.name ?? '') && LOGGER.test(property.name ?? '');
}
