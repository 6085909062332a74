// Who is at the keyboard. The cookie itself is out of reach of scripts; only the CSRF value is here.

export type Role = 'viewer' | 'analyst' | 'approver' | 'admin';
const kRank: Record<Role, number> = { viewer: 0, analyst: 1, approver: 2, admin: 3 };

export interface Account {
  id: string;
  name: string;
  display: string;
  role: Role;
  totp: boolean;
  passkeys: number;
}

export interface PostureState {
  raised: boolean;
  since?: string | null;
  until?: string | null;
  by?: string | null;
  reason?: string | null;
  preset?: string | null;
}

export interface SessionAnswer {
  account: Account | null;
  csrf: string;
  first_start: boolean;
  version: string;
  posture: PostureState | null;
  /** Whether this name and this server can do them. */
  passkeys?: boolean;
}

class Session {
  loaded = $state(false);
  unreachable = $state(false);
  account = $state<Account | null>(null);
  first_start = $state(false);
  version = $state('');
  posture = $state<PostureState | null>(null);
  passkeys = $state(false);
  csrf = '';

  take(answer: SessionAnswer): void {
    this.account = answer.account;
    this.csrf = answer.csrf ?? '';
    this.first_start = answer.first_start === true;
    this.version = answer.version ?? '';
    this.posture = answer.posture ?? null;
    this.passkeys = answer.passkeys === true;
    this.loaded = true;
    this.unreachable = false;
  }

  lost(): void {
    this.account = null;
    void this.load();
  }

  async load(): Promise<void> {
    try {
      const response = await fetch('/api/v1/session', { credentials: 'same-origin' });
      if (!response.ok) throw new Error(String(response.status));
      this.take((await response.json()) as SessionAnswer);
    } catch {
      this.unreachable = true;
      this.loaded = true;
    }
  }

  can(role: Role): boolean {
    return this.account !== null && (kRank[this.account.role] ?? -1) >= kRank[role];
  }
}

export const session = new Session();
