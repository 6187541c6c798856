/** What to do about errors of object stores, by the names and codes they go by. */
const advice: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket; ./kinora admin storage setup makes it',
  InvalidAccessKeyId: 'the store does not know KINORA_S3_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'KINORA_S3_SECRET_ACCESS_KEY (or KINORA_S3_REGION) is wrong',
  AuthorizationHeaderMalformed: 'KINORA_S3_REGION is not the one of the bucket',
  PermanentRedirect: 'the bucket is in another region: set KINORA_S3_REGION, or KINORA_S3_ENDPOINT to where it is',
  AccessDenied: 'the key may not do this; give it read and write access to the bucket',
  '403': 'the key may not do this, or its secret is wrong',
  RequestTimeTooSkewed: "this machine's clock is wrong; set it by NTP",
  NotImplemented: 'this store does not have that',
  MethodNotAllowed: 'this store does not have that',
  ECONNREFUSED: 'nobody listens there',
  ConnectionRefused: 'nobody listens there',
  ENOTFOUND: 'there is no host of that name; is the endpoint right, and KINORA_S3_FORCE_PATH_STYLE?',
  EACCES: 'this user may not write there',
  EROFS: 'the file system is read-only',
  storage_full: 'the disk is full',
};

/** One line for a person: what the store said, and what to do about it where that is known. */
export function explainStorageError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const hint = advice[error.name] ?? advice[code];
  const said =
    error.name === 'Error' || error.name === error.message ? error.message : `${error.name}: ${error.message}`;
  return hint === undefined ? said : `${hint} (${said})`;
}
