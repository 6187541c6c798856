import type { FC } from 'hono/jsx';
import type { DataExport } from '../../../shared/contracts/privacy.ts';
import { useFormats, useSay, useSayParts } from '../visit.ts';
import { useDay } from './day.ts';
import { AccountFrame, ProofFields, Submit, type WrongProof } from './frame.tsx';

/** What the signed-in user has to give to be believed. */
export type Proof = { hasPassword: boolean; hasSecondFactor: boolean };
type Props = { nonce: string; problem: string | null; proof: Proof; wrong: WrongProof };

const ExportLine: FC<{ archive: DataExport }> = ({ archive }) => {
  const { export_id, state, progress_percent, size_bytes, expires_at, download_url } = archive;
  const say = useSay();
  const { size } = useFormats();
  const dayOf = useDay();
  const day = dayOf(archive.created_at);
  const isActive = state === 'queued' || state === 'running';
  const isReady = state === 'ready';
  const facts = [
    say(`account.archive_${state}`),
    ...(isReady && size_bytes !== null ? [size(size_bytes)] : []),
    ...(isReady && expires_at !== null ? [say('account.archive_removed_on', { day: dayOf(expires_at) })] : []),
  ];
  return (
    <li data-export={isActive ? export_id : undefined}>
      <div>
        <p>{say('account.archive_of', { day })}</p>
        <p class="quiet">{facts.join(' · ')}</p>
        {isActive ? (
          <progress max={100} value={progress_percent} aria-label={say('account.archive_of', { day })} />
        ) : null}
      </div>
      {isActive || isReady ? (
        <div class="row">
          {download_url === null ? null : (
            <a class="button button-quiet" href={download_url} download>
              {say('account.download')}
            </a>
          )}
          <form method="post" action="/account/data/cancel">
            <input type="hidden" name="export_id" value={export_id} />
            <Submit quiet label={say(`account.archive_${isActive ? 'cancel' : 'remove'}_named`, { day })}>
              {isActive ? say('common.cancel') : say('account.remove')}
            </Submit>
          </form>
        </div>
      ) : null}
    </li>
  );
};

/** Everything that is held about the user: to have, and to have gone. */
export const DataPage: FC<Props & { archives: readonly DataExport[]; notice: string | null }> = (props) => {
  const { nonce, problem, proof, wrong, archives, notice } = props;
  const say = useSay();
  const isBusy = archives.some(({ state }) => state === 'queued' || state === 'running');
  return (
    <AccountFrame title={say('account.your_data')} problem={problem} notice={notice} nonce={nonce} wide>
      <section aria-labelledby="export">
        <h2 id="export">{say('account.download_all')}</h2>
        <p>{say('account.download_text')}</p>
        <ul class="devices">
          {archives.map((archive) => (
            <ExportLine archive={archive} />
          ))}
        </ul>
        {isBusy ? (
          <p>
            <a href="/account/data">{say('account.archive_progress')}</a>
          </p>
        ) : (
          <form method="post" action="/account/data/export">
            <ProofFields id="export" {...proof} wrong={wrong} />
            <Submit>{say('account.make_archive')}</Submit>
          </form>
        )}
      </section>
      <section aria-labelledby="delete">
        <h2 id="delete">{say('account.delete_account')}</h2>
        <p>{say('account.delete_text')}</p>
        <p>
          <a class="button button-quiet" href="/account/delete">
            {say('account.delete_more')}
          </a>
        </p>
      </section>
    </AccountFrame>
  );
};

export const DeletePage: FC<Props & { username: string }> = ({ nonce, problem, proof, wrong, username }) => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <AccountFrame title={say('account.delete_account')} problem={problem} nonce={nonce}>
      <ul class="steps">
        <li>
          {sayParts('account.delete_at_once', {
            at_once: <strong>{say('account.at_once')}</strong>,
            name: <strong dir="ltr">@{username}</strong>,
          })}
        </li>
        <li>{sayParts('account.delete_then', { time_left: <strong>{say('account.time_left')}</strong> })}</li>
        <li>{sayParts('account.delete_after', { after: <strong>{say('account.after')}</strong> })}</li>
      </ul>
      <p>
        {sayParts('account.keep_a_copy', { link: <a href="/account/data">{say('account.download_everything')}</a> })}
      </p>
      <form method="post" action="/account/delete">
        <ProofFields id="delete" {...proof} wrong={wrong} />
        <Submit>{say('account.delete_mine')}</Submit>
      </form>
      <p class="links">
        <a href="/account">{say('account.keep_it')}</a>
      </p>
    </AccountFrame>
  );
};
