import type { SSOErrorCode } from '../errors.js';
import type { TrustedGateways } from '../gateway/trusted-gateways.js';
import type { MessageCookieNames } from '../message/read-message.js';

/** A part of the message whose value is not shown. */
export interface ExplainedCookie {
  readonly name: string;
  readonly role: 'ticket' | 'proxy ticket' | 'workspace' | 'display name' | 'ignored';
  /** Characters of the value. */
  readonly length: number;
}

/** What there is to say of a URL. Nothing in it is a secret. */
export interface Explanation {
  readonly isDSSRequest: boolean;
  /** Why it is none. */
  readonly reason?: string;
  /** The URL without its query; absent if only a query was given. */
  readonly app?: string;
  readonly message?: {
    readonly dssUrl: string;
    readonly workspace?: string;
    readonly workspaceId?: number;
    readonly appName?: string;
    readonly redirect?: string;
  };
  readonly cookies?: readonly ExplainedCookie[];
  /** Names of the parameters that are the app's own. */
  readonly otherParameters?: readonly string[];
  /** Only if gateways were given; `entry` is the one that matches. */
  readonly gateway?: { readonly isTrusted: boolean; readonly entry?: string };
  /** Why the plug-in refuses the message without asking the gateway; it answers with the first. */
  readonly refusals?: readonly { readonly code: SSOErrorCode; readonly message: string }[];
  readonly notes?: readonly string[];
}

export interface ExplainSettings {
  readonly names: MessageCookieNames;
  /** `undefined`: whether the gateway is trusted is not looked at. */
  readonly gateways: TrustedGateways | undefined;
}
