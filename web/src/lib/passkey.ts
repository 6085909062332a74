// Passkeys: the server speaks base64url, the browser wants bytes.

export const passkeys_work = (): boolean => typeof PublicKeyCredential !== 'undefined' && !!navigator.credentials;

export interface Question {
  challenge: string;
  rp_id: string;
  user_verification: UserVerificationRequirement;
  timeout_ms: number;
}
export interface Proof {
  id: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
}
export interface Registration {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string; display: string };
  algorithms: number[];
  exclude: string[];
  user_verification: UserVerificationRequirement;
  resident_key: ResidentKeyRequirement;
  timeout_ms: number;
}
export interface Made {
  id: string;
  client_data: string;
  authenticator_data: string;
}

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const out = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++) out[i] = plain.charCodeAt(i);
  return out.buffer;
}

function text(buffer: ArrayBuffer): string {
  let plain = '';
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Which account it is, the passkey knows: the server names none. */
export async function ask_passkey(question: Question): Promise<Proof> {
  const credential = (await navigator.credentials.get({
    publicKey: {
      challenge: bytes(question.challenge),
      rpId: question.rp_id,
      userVerification: question.user_verification,
      timeout: question.timeout_ms,
    },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

export async function make_passkey(asked: Registration): Promise<Made> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: asked.rp,
      user: { id: bytes(asked.user.id), name: asked.user.name, displayName: asked.user.display },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
      excludeCredentials: asked.exclude.map((id) => ({ type: 'public-key' as const, id: bytes(id) })),
      authenticatorSelection: { userVerification: asked.user_verification, residentKey: asked.resident_key, requireResidentKey: asked.resident_key === 'required' },
      timeout: asked.timeout_ms,
      attestation: 'none',
    },
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return { id: credential.id, client_data: text(response.clientDataJSON), authenticator_data: text(response.getAuthenticatorData()) };
}
