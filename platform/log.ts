import pino from 'pino';

export type Log = pino.Logger;

/** Credentials that travel inside URLs and messages, wherever in the line they stand. */
const secretsInText: [RegExp, string][] = [
  [/\/p\/[^/\s"?#\\]+/g, '/p/[redacted]'],
  [
    /([?&](?:signature|sig|token|access_token|refresh_token|x-amz-(?:signature|credential|security-token))=)[^&\s"#\\]+/gi,
    '$1[redacted]',
  ],
  [/\b(Bearer\s+)[A-Za-z0-9._~+/-]+=*/gi, '$1[redacted]'],
];
const secretFields = ['authorization', 'cookie', '["set-cookie"]', '["x-kinora-internal-key"]'];
const redactedPaths = secretFields.flatMap((field) =>
  ['', 'headers.', '*.headers.', '*.'].map((at) => (field.startsWith('[') ? at.slice(0, -1) + field : at + field)),
);

/** JSON lines on stdout; `destination` is for tests. Bearer tokens, playback tokens and URL signatures are blanked. */
export function createLog(options: { service: string; level?: string; destination?: pino.DestinationStream }): Log {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths, censor: '[redacted]' },
      hooks: { streamWrite: redactLine },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

function redactLine(line: string): string {
  return secretsInText.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
