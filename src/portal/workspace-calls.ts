import { WORKSPACE_ID, WORKSPACE_NAME, workspaceCookies } from './dss-cookies.js';
import { failure, linkisError, success } from './gateway-answer.js';
import type { CallTable, Gateway } from './gateway.js';
import { isSameName } from './people.js';
import type { PortalRequest } from './portal-request.js';

const NO_WORKSPACE = linkisError(50010, 'Cannot find workspaceId and workspaceName among the cookies.');

/** The calls about workspaces. Like DSS they list the members of any workspace to anybody who is signed in. */
export function workspaceCalls({ people, apps }: Gateway): CallTable {
  const membersOf = (id: string) => people.workspaceById(id)?.users ?? [];

  return {
    'GET dss/framework/workspace/workspaces': (_request, userName) =>
      success('OK', { workspaces: people.workspacesOf(userName).map(describeWorkspace) }),

    'GET dss/framework/workspace/workspaces/{id}': (_request, userName, id) => {
      const workspace = people.workspacesOf(userName).find((candidate) => String(candidate.id) === id);
      if (workspace === undefined) return failure('can not get roles information');
      const roles = isSameName(userName, 'admin') ? ['admin'] : ['developer'];
      return success('OK', { roles, workspace: describeWorkspace(workspace) }, workspaceCookies(workspace));
    },

    'GET dss/framework/workspace/workspaces/{id}/appconns': ({ headers }, userName, id) => {
      if (!people.workspacesOf(userName).some((workspace) => String(workspace.id) === id)) {
        return failure('can not get roles information');
      }
      const title = headers['content-language']?.trim() === 'zh-CN' ? '应用' : 'Apps';
      const appconns = apps.map((app, index) => ({
        id: index + 1,
        name: app.name,
        title: app.name,
        accessButtonUrl: app.url,
      }));
      return success('OK', { menus: [{ id: 1, title, order: 1, appconns }] });
    },

    'GET dss/framework/workspace/getAllWorkspaceUsers': (request) => {
      const id = request.query.get('workspaceId') ?? currentWorkspaceId(request);
      if (id === undefined) return failure(NO_WORKSPACE);
      const members = membersOf(id);
      const users = { accessUsers: members, editUsers: members, releaseUsers: members, createUsers: members };
      return success('OK', { users });
    },

    'GET dss/framework/workspace/existUserInWorkspace': ({ query }) => {
      const id = query.get('workspaceId');
      const name = query.get('queryUserName');
      if (id === null || name === null) return failure('workspaceId and queryUserName are needed.');
      return success('OK', { existFlag: membersOf(id).some((member) => isSameName(member, name)) });
    },

    // Open-source DSS has no such call. The reference's client sends an empty body, so the cookies may name the workspace too.
    'POST dss/getUsersOfWorkspace': (request) => {
      const { workspaceName } = request.body;
      const workspace =
        typeof workspaceName === 'string'
          ? people.workspaceByName(workspaceName)
          : people.workspaceById(currentWorkspaceId(request) ?? '');
      if (workspace === undefined) return failure('There is no such workspace.');
      return success('OK', { users: workspace.users });
    },
  };
}

/** DSS takes the workspace from the cookies only if both are there. */
function currentWorkspaceId(request: PortalRequest): string | undefined {
  return request.cookie(WORKSPACE_NAME) === undefined ? undefined : request.cookie(WORKSPACE_ID);
}

function describeWorkspace({ id, name }: { id: number; name: string }): object {
  return { id, name, label: '', description: '', department: '' };
}
