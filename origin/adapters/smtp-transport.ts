import { createTransport } from 'nodemailer';
import { MailRefused, type MailTransport } from '../mail/deliver-mails.ts';

/** Short enough that a server which hangs does not keep origin from stopping. */
const timeoutMs = 5_000;

/**
 * Mail by SMTP through `url`, for example `smtps://user:password@mail.example.org`. Plain `smtp:` uses STARTTLS where
 * it is offered; `?requireTLS=true` insists. Nothing is fetched or read from disk for a mail.
 */
export function createSmtpTransport(options: { url: string; from: string; host: string }): MailTransport {
  const transport = createTransport({
    url: options.url,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    async send({ id, to, subject, text, html, unsubscribeUrl }) {
      try {
        await transport.sendMail({
          from: { name: 'Kinora', address: options.from },
          to: { name: '', address: to },
          messageId: `<${id}@${options.host}>`,
          headers: {
            'auto-submitted': 'auto-generated', // RFC 3834 §5: no holiday replies
            ...(unsubscribeUrl === undefined ? {} : unsubscribeHeaders(unsubscribeUrl)),
          },
          ...{ subject, text, html },
        });
      } catch (error) {
        if (isPermanent(error)) throw new MailRefused(error.message, { cause: error });
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/** RFC 2369 §3.2 and RFC 8058 §3.1. */
const unsubscribeHeaders = (url: string) => ({
  'list-unsubscribe': `<${url}>`,
  'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
});

function isPermanent(error: unknown): error is Error {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : null;
  // 530 and 535 are about our own credentials, which an operator will mend.
  return typeof code === 'number' && code >= 500 && code !== 530 && code !== 535;
}
