// Language and theme.
import { THEMES, useTheme } from './theme.ts';
import { useWords } from './words/words.tsx';

export function Preferences() {
  const { t, language, setLanguage } = useWords();
  const [theme, setTheme] = useTheme();
  return (
    <div className="preferences">
      <button
        type="button"
        className="button quiet"
        lang={language === 'en' ? 'fa' : 'en'}
        onClick={() => setLanguage(language === 'en' ? 'fa' : 'en')}
      >
        {language === 'en' ? 'فارسی' : 'English'}
      </button>
      <select
        aria-label={t('theme')}
        value={theme}
        onChange={(event) => setTheme(THEMES.find((known) => known === event.target.value) ?? 'system')}
      >
        {THEMES.map((known) => (
          <option key={known} value={known}>
            {t(known)}
          </option>
        ))}
      </select>
    </div>
  );
}
