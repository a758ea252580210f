// What core needs from outside identity providers: somebody's proven identity, with the moment at which it ends. How
// it was proven (discovery, keys, signatures) is the providers' matter.

/** Who an outside provider says somebody is. */
export interface OutsideIdentity {
  /** The provider's name in our settings. */
  readonly provider: string;
  /** Never reused by the provider, unlike names and addresses. */
  readonly subject: string;
  /** The claim that may become a username; null when the provider gives none. */
  readonly username: string | null;
  /** Only an address that the provider says it has verified. */
  readonly verifiedEmail: string | null;
  /** When the proof ends, milliseconds since the epoch; nothing made from it lasts longer. */
  readonly expiresAt: number;
  /** `create`: a user is made at the first sign-in. `email`: a user with the verified address is taken. */
  readonly firstSignIn: readonly ('create' | 'email')[];
}

/** What has to be kept from the start of a sign-in to its end. */
export interface SignInFlow {
  readonly provider: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface OutsideWorkload {
  readonly provider: string;
  readonly subject: string;
  readonly expiresAt: number;
  /** The client id of the service that the operator's first matching rule names. */
  readonly clientId: string;
}

/** Every method throws `not-found` for an unknown provider and `unavailable` when one cannot be reached. */
export interface IdentityProviders {
  /** Names of the providers for people. */
  readonly names: readonly string[];
  /** The address to send the browser to. `invalid-input` on `redirectUri` for one that is not allowed. */
  begin(provider: string, redirectUri: string): Promise<{ readonly url: string; readonly flow: SignInFlow }>;
  /** `unauthenticated`, reason `provider`, for whatever is wrong with the answer that the browser brought back. */
  finish(flow: SignInFlow, callbackUrl: string): Promise<OutsideIdentity>;
  /** A workload's token, judged at this time; `unauthenticated`, reason `provider`, when it is not accepted. */
  verifyWorkload(provider: string, token: string, now: number): Promise<OutsideWorkload>;
}
