import { SSOError } from '../errors.js';
import type { TicketQuestion } from '../gateway/ticket-question.js';
import type { WorkspaceAnswers } from '../gateway/workspace-answers.js';
import type { Message } from '../message/read-message.js';
import { toWorkspace, type LoginWorkspace, type RememberedLogin } from './remembered-login.js';

/** The workspace a message names, unverified. */
export function namedWorkspace(message: Message): LoginWorkspace {
  return toWorkspace(message.workspaceName, message.workspaceId, false);
}

/**
 * The workspace a message names, as the gateway lists it for this user: name *and* id must be of one workspace (security.md T41, T43).
 *
 * @param deadline - in ms of the clock: the message's
 * @throws `workspace-denied`; the gateway's codes
 */
export async function verifiedWorkspace(
  message: Message,
  question: TicketQuestion,
  answers: WorkspaceAnswers,
  deadline: number,
): Promise<LoginWorkspace> {
  const { workspaceName, workspaceId, workspaceIdDropped } = message;
  if (workspaceName === undefined && workspaceId === undefined && workspaceIdDropped === undefined)
    return namedWorkspace(message);
  const own = (await answers.workspaces(question, deadline)).find(
    ({ id, name }) => (workspaceName ?? name) === name && (workspaceId ?? id) === id,
  );
  if (own === undefined || workspaceIdDropped === true) {
    throw new SSOError(
      'workspace-denied',
      'The gateway does not list the workspace of this message among those of the user.',
    );
  }
  return toWorkspace(own.name, own.id, true);
}

/**
 * The users of a login's workspace. A gateway tells them to anybody, so the user must be among them (security.md T42).
 * @throws `workspace-denied`; the gateway's codes
 */
export async function usersOfWorkspace(
  login: RememberedLogin,
  question: TicketQuestion,
  answers: WorkspaceAnswers,
): Promise<string[]> {
  const deadline = answers.deadline();
  const id = login.workspace.id ?? (await idByName(login.workspace.name, question, answers, deadline));
  if (id === undefined) throw noWorkspace();
  const users = await answers.users(question, id, deadline);
  if (users.includes(login.user.userName)) return [...users];
  throw new SSOError('workspace-denied', 'The user is not in the workspace whose users were asked for.');
}

/** The login has no workspace whose users could be told. */
export function noWorkspace(): SSOError {
  return new SSOError('workspace-denied', 'This login is in no workspace that the gateway lists for the user.');
}

async function idByName(
  name: string | undefined,
  question: TicketQuestion,
  answers: WorkspaceAnswers,
  deadline: number,
): Promise<number | undefined> {
  if (name === undefined) return undefined;
  return (await answers.workspaces(question, deadline)).find((own) => own.name === name)?.id;
}
