import type { Child, FC } from 'hono/jsx';

/** A part of a video's page: a form with its heading. `file` for one that sends a file. */
export const Part: FC<{ title: string; action: string; file?: boolean; children?: Child }> = ({
  title,
  action,
  file,
  children,
}) => (
  <form class="studio-part" method="post" action={action} enctype={file ? 'multipart/form-data' : undefined}>
    <h2>{title}</h2>
    {children}
  </form>
);

export type TextFieldProps = {
  name: string;
  /** Where a page has several fields of one name. */
  id?: string;
  label: string;
  value: string;
  hint?: string;
  /** The form was refused because of it. */
  wrong?: boolean;
  /** More than one line. */
  rows?: number;
  type?: 'text' | 'date' | 'datetime-local';
  maxlength?: number;
  required?: boolean;
  dir?: 'ltr' | 'auto';
};

export const TextField: FC<TextFieldProps> = (props) => {
  const { name, id = name, label, value, hint, wrong, rows, type = 'text', dir = 'auto', ...input } = props;
  const common = {
    ...{ id, name, dir, ...input },
    'aria-invalid': wrong ? 'true' : undefined,
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div class="studio-field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input type={type} value={value} {...common} />
      ) : (
        <textarea rows={rows} {...common}>
          {value}
        </textarea>
      )}
      {hint === undefined ? null : (
        <p class={wrong ? 'hint hint-wrong' : 'hint'} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};
