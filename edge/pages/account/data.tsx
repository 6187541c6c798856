import type { FC } from 'hono/jsx';
import type { DataExport } from '../../../shared/contracts/privacy.ts';
import { AccountFrame, ProofFields, Submit } from './frame.tsx';

/** What the signed-in user has to give to be believed. */
export type Proof = { hasPassword: boolean; hasSecondFactor: boolean };
type Props = { nonce: string; problem: string | null; proof: Proof };

const states: Record<DataExport['state'], string> = {
  queued: 'waiting to be made',
  running: 'being made',
  ready: 'ready',
  failed: 'could not be made; ask for another one',
  cancelled: 'removed',
  expired: 'removed after seven days',
};

const ExportLine: FC<{ archive: DataExport }> = ({ archive }) => {
  const { export_id, state, progress_percent, size_bytes, expires_at, download_url } = archive;
  const day = archive.created_at.slice(0, 10);
  const isActive = state === 'queued' || state === 'running';
  return (
    <li data-export={isActive ? export_id : undefined}>
      <div>
        <p>Archive of {day}</p>
        <p class="quiet">
          {states[state]}
          {state === 'ready' && size_bytes !== null ? ` · ${megabytes(size_bytes)}` : ''}
          {state === 'ready' && expires_at !== null ? ` · removed on ${expires_at.slice(0, 10)}` : ''}
        </p>
        {isActive ? <progress max={100} value={progress_percent} aria-label={`Archive of ${day}`} /> : null}
      </div>
      {isActive || state === 'ready' ? (
        <div class="row">
          {download_url === null ? null : (
            <a class="button button-quiet" href={download_url} download>
              Download
            </a>
          )}
          <form method="post" action="/account/data/cancel">
            <input type="hidden" name="export_id" value={export_id} />
            <Submit quiet label={`${isActive ? 'Cancel' : 'Remove'} the archive of ${day}`}>
              {isActive ? 'Cancel' : 'Remove'}
            </Submit>
          </form>
        </div>
      ) : null}
    </li>
  );
};

/** Everything that is held about the user: to have, and to have gone. */
export const DataPage: FC<Props & { archives: readonly DataExport[]; notice: string | null }> = (props) => {
  const { nonce, problem, proof, archives, notice } = props;
  const isBusy = archives.some(({ state }) => state === 'queued' || state === 'running');
  return (
    <AccountFrame title="Your data" problem={problem} notice={notice} nonce={nonce} wide>
      <section aria-labelledby="export">
        <h2 id="export">Download everything</h2>
        <p>
          A zip with all that is held about you, and the files you uploaded. A mail tells when it is ready; it is kept
          for seven days.
        </p>
        <ul class="devices">
          {archives.map((archive) => (
            <ExportLine archive={archive} />
          ))}
        </ul>
        {isBusy ? (
          <p>
            <a href="/account/data">Look how far it is</a>
          </p>
        ) : (
          <form method="post" action="/account/data/export">
            <ProofFields id="export" {...proof} />
            <Submit>Make an archive</Submit>
          </form>
        )}
      </section>
      <section aria-labelledby="delete">
        <h2 id="delete">Delete your account</h2>
        <p>With your channels, videos and comments. You can change your mind for some days.</p>
        <p>
          <a class="button button-quiet" href="/account/delete">
            Delete your account…
          </a>
        </p>
      </section>
    </AccountFrame>
  );
};

export const DeletePage: FC<Props & { username: string }> = ({ nonce, problem, proof, username }) => (
  <AccountFrame title="Delete your account" problem={problem} nonce={nonce}>
    <ul class="steps">
      <li>
        <strong>At once</strong> all devices are signed out, API keys end, and nobody sees the channels, videos and
        comments of <strong>@{username}</strong> any more.
      </li>
      <li>
        <strong>Then you have time.</strong> A mail tells on which day everything is deleted; until then its link gives
        the account back.
      </li>
      <li>
        <strong>From that day on</strong> nothing brings it back. Comments that others have answered stay, empty and
        without your name.
      </li>
    </ul>
    <p>
      If you want to keep a copy, <a href="/account/data">download everything</a> first.
    </p>
    <form method="post" action="/account/delete">
      <ProofFields id="delete" {...proof} />
      <Submit>Delete my account</Submit>
    </form>
    <p class="links">
      <a href="/account">Keep it</a>
    </p>
  </AccountFrame>
);

const megabytes = (sizeBytes: number) => `${(sizeBytes / 1e6).toFixed(sizeBytes < 1e7 ? 1 : 0)} MB`;
