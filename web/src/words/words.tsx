// The language of the page: sentences, numbers and dates. Persian digits and calendar are for display only.
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

import { en } from './en.ts';
import type { Word } from './en.ts';
import { fa } from './fa.ts';

export type Language = 'en' | 'fa';

export interface Words {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A sentence with its gaps filled by text or numbers. */
  readonly t: (word: Word, gaps?: Readonly<Record<string, string | number>>) => string;
  /** The same with elements in the gaps, such as a name that keeps its direction. */
  readonly tx: (word: Word, gaps: Readonly<Record<string, ReactNode>>) => ReactNode;
  readonly number: (value: number) => string;
  readonly instant: (text: string) => string;
}

const CATALOGUES = { en, fa } as const;
const LOCALES = { en: 'en-GB', fa: 'fa-IR' } as const;
const KEPT = 'polyvault-language';
const Context = createContext<Words | null>(null);

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr';
    localStorage.setItem(KEPT, language);
  }, [language]);
  const words = useMemo(() => createWords(language, setLanguage), [language]);
  return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (words === null) throw new TypeError('WordsProvider is missing');
  return words;
}

function createWords(language: Language, setLanguage: (language: Language) => void): Words {
  const catalogue: Readonly<Record<Word, string>> = CATALOGUES[language];
  const numbers = new Intl.NumberFormat(LOCALES[language]);
  const dates = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'medium' });
  const fill = <T,>(word: Word, gaps: Readonly<Record<string, T | number>>): readonly (T | string)[] =>
    catalogue[word].split(/\{(\w+)\}/).map((part, index) => {
      if (index % 2 === 0) return part;
      const gap = gaps[part];
      return typeof gap === 'number' ? numbers.format(gap) : (gap ?? '');
    });
  return {
    language,
    setLanguage,
    t: (word, gaps = {}) => fill(word, gaps).join(''),
    tx: (word, gaps) => fill(word, gaps).map((part, index) => <span key={index}>{part}</span>),
    number: (value) => numbers.format(value),
    instant: (text) => dates.format(new Date(text)),
  };
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'en' || kept === 'fa') return kept;
  return navigator.language.startsWith('fa') ? 'fa' : 'en';
}
