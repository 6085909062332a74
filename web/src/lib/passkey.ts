// Passkeys: the server speaks the JSON form of WebAuthn (base64url), the browser wants bytes.

type Json = Record<string, unknown>;

export const passkeys_work = (): boolean => typeof PublicKeyCredential !== 'undefined' && !!navigator.credentials;

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const out = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++) out[i] = plain.charCodeAt(i);
  return out.buffer;
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  let plain = '';
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const with_id = (one: Json): PublicKeyCredentialDescriptor =>
  ({ ...one, id: bytes(one.id as string) }) as unknown as PublicKeyCredentialDescriptor;

const options_of = (answer: Json): Json => (answer.publicKey ?? answer) as Json;

export async function ask_passkey(answer: Json): Promise<Json> {
  const options = options_of(answer);
  const credential = (await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge as string),
      allowCredentials: ((options.allowCredentials ?? []) as Json[]).map(with_id),
    } as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

export async function make_passkey(answer: Json): Promise<Json> {
  const options = options_of(answer);
  const user = options.user as Json;
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge as string),
      user: { ...user, id: bytes(user.id as string) },
      excludeCredentials: ((options.excludeCredentials ?? []) as Json[]).map(with_id),
    } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}
