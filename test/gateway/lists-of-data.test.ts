import {
  readProxyUser,
  readProxyUserList,
  readUserName,
  readWorkspaces,
  readWorkspaceUsers,
} from '../../src/gateway/gateway-data.js';

const inherited = (name: string, value: unknown): Record<string, unknown> =>
  Object.create({ [name]: value }) as Record<string, unknown>;

test.each([[null], ['alice'], [7], [{}], [['alice']], [[7]], [[null]], [[['alice']]], [['alice', '']], [['a\nb']]])(
  'users may not be %j',
  (users) => {
    const accepted = Array.isArray(users) && users.length === 1 && users[0] === 'alice';
    const answer = accepted ? ['alice'] : undefined;
    expect(readProxyUserList({ proxyUserList: users })).toEqual(answer);
    expect(readWorkspaceUsers({ users: { accessUsers: users } })).toEqual(answer);
    expect(readWorkspaceUsers({ users: { accessUsers: ['bob'], editUsers: users } })).toEqual(
      accepted ? ['bob', 'alice'] : undefined,
    );
  },
);

test.each(['accessUsers', 'editUsers', 'releaseUsers', 'createUsers'])('the list %s will do alone', (role) => {
  expect(readWorkspaceUsers({ users: { [role]: ['alice', 'bob', 'alice'] } })).toEqual(['alice', 'bob']);
  expect(readWorkspaceUsers({ users: { [role]: [] } })).toEqual([]);
  expect(readWorkspaceUsers({ users: inherited(role, ['alice']) })).toBeUndefined();
});

test('users of a workspace are named once, in the order of the roles', () => {
  const users = {
    createUsers: ['d', 'a'],
    releaseUsers: ['c'],
    editUsers: ['b', 'a'],
    accessUsers: ['a'],
    more: ['x'],
  };
  expect(readWorkspaceUsers({ users })).toEqual(['a', 'b', 'c', 'd']);
  for (const none of [undefined, null, [], {}, 'a', { more: ['x'] }]) {
    expect(readWorkspaceUsers({ users: none })).toBeUndefined();
  }
});

test.each([
  [null],
  [7],
  ['w'],
  [[]],
  [{}],
  [{ id: 1 }],
  [{ name: 'w' }],
  [{ id: '1', name: 'w' }],
  [{ id: 0, name: 'w' }],
  [{ id: 1.5, name: 'w' }],
  [{ id: 2_147_483_648, name: 'w' }],
  [{ id: 1, name: 7 }],
  [{ id: 1, name: null }],
])('one of the workspaces may not be %j', (entry) => {
  expect(readWorkspaces({ workspaces: [{ id: 1, name: 'w' }, entry] })).toBeUndefined();
});

test('workspaces have an id and a clean name, and nothing else', () => {
  const workspaces = [
    { id: 1, name: 'w'.repeat(255), more: 1 },
    { id: 2, name: 'w'.repeat(256) },
    { id: 2_147_483_647, name: '数据' },
    { id: 3, name: '' },
  ];
  expect(readWorkspaces({ workspaces })).toEqual([
    { id: 1, name: 'w'.repeat(255) },
    { id: 2_147_483_647, name: '数据' },
  ]);
  expect(readWorkspaces({ workspaces: [] })).toEqual([]);
  expect(readWorkspaces({ workspaces: {} })).toBeUndefined();
  expect(readWorkspaces(inherited('workspaces', []))).toBeUndefined();
});

test('a proxy user stands beside a user, and both are clean names of at most 128 characters', () => {
  expect(readProxyUser({ userName: 'a', proxyUser: 'b'.repeat(128) })).toEqual({
    userName: 'a',
    proxyUser: 'b'.repeat(128),
  });
  for (const wrong of [undefined, null, '', 7, ['b'], 'b ', 'b\u200b', 'b'.repeat(129)]) {
    expect(readProxyUser({ userName: 'a', proxyUser: wrong })).toBeUndefined();
    expect(readProxyUser({ userName: wrong, proxyUser: 'b' })).toBeUndefined();
    expect(readUserName({ userName: wrong })).toBeUndefined();
  }
  expect(readUserName(inherited('userName', 'a'))).toBeUndefined();
});
