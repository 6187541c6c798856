import type { FC } from 'hono/jsx';
import { type Locale, locales } from '../../shared/messages/locales.ts';
import { themes } from './preference-cookies.ts';
import { PREFERENCES_PATH } from './preferences.ts';
import { useSay, useVisit } from './visit.ts';

/** Below every page: its language and colours. */
export const PreferencesForm: FC = () => {
  const say = useSay();
  const { locale, theme, address } = useVisit();
  return (
    <form class="preferences" method="post" action={PREFERENCES_PATH} aria-label={say('common.preferences')}>
      <input type="hidden" name="next" value={address} />
      <label>
        <span>{say('common.language')}</span>
        <select name="language">
          {Object.entries(locales).map(([tag, { name, dir }]) => (
            <option value={tag} lang={tag} dir={dir} selected={tag === (locale satisfies Locale)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say('common.theme')}</span>
        <select name="theme">
          {themes.map((each) => (
            <option value={each} selected={each === theme}>
              {say(`common.theme_${each}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button button-quiet">
        {say('common.apply')}
      </button>
    </form>
  );
};
