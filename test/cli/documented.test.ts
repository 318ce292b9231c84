/** docs/cli.md shows what the commands really print. */
import { codeBlocksOf, readText } from '../docs/markdown.js';
import { runCli, type Surroundings } from './terminal.js';

const blocks = codeBlocksOf(readText('docs/cli.md'));
const EXAMPLES = blocks.flatMap(({ language, code }, index) => {
  const next = blocks[index + 1];
  return language === 'sh' ? [{ command: code.trim(), shown: next?.language === 'text' ? next.code : '' }] : [];
});

/** What the examples read, by name. The URL is the one that is shown for `dss-sso url`. */
const FILES: Readonly<Record<string, string>> = {
  'ticket.txt': 'dGlja2V0LW9mLWFsaWNl+/A==\n',
  'url.txt': EXAMPLES.find(({ command }) => command.includes('--ticket-stdin'))?.shown ?? '',
};

test('there are examples of every command', () => {
  for (const name of ['portal', 'url', 'parse']) {
    const commands = EXAMPLES.map(({ command }) => command).filter((command) =>
      command.startsWith(`npx dss-sso ${name} `),
    );
    expect(commands.length).toBeGreaterThan(1);
  }
});

test.each(EXAMPLES)('$command', async ({ command, shown }) => {
  const { argv, surroundings } = readCommand(command);
  const isPortal = argv[0] === 'portal' && !argv.includes('--help');
  const { stdout, stderr } = await runCli([...argv, ...(isPortal ? ['--port', '0'] : [])], surroundings);
  expect(comparable(stdout + stderr)).toBe(comparable(shown));
});

function readCommand(command: string): { argv: string[]; surroundings: Surroundings } {
  const [line = '', file = ''] = command.split(' < ');
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(words.slice(0, 2)).toEqual(['npx', 'dss-sso']);
  return { argv: words.slice(2), surroundings: { stdin: FILES[file] ?? '' } };
}

/** A free port instead of the usual one, and passwords made by chance. */
function comparable(text: string): string {
  if (!text.startsWith('Portal: ')) return text;
  const port = /^Portal: http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? '';
  return text.replaceAll(`127.0.0.1:${port}`, '127.0.0.1:PORT').replaceAll(/password \S+$/gm, 'password ...');
}
