import type { FC } from 'hono/jsx';

/**
 * What became of the form that was sent. An alert that is there from the start is not announced: the focus reads it out, and
 * brings it on the screen, with scripts or without.
 */
export const Outcome: FC<{ problem?: string | null | undefined; notice?: string | null | undefined }> = (props) => (
  <>
    {props.problem ? (
      <p class="problem" role="alert" tabindex={-1} autofocus>
        {props.problem}
      </p>
    ) : null}
    {props.notice ? (
      <p class="done" role="status" tabindex={-1} autofocus>
        {props.notice}
      </p>
    ) : null}
  </>
);
