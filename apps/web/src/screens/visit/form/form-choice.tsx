import { useLanguage } from '@munan/ui';
import { optionCode, textOf } from '@munan/visit';
import { IconCheck } from '@tabler/icons-react';
import { KeptText } from '../kept-text.tsx';
import type { AnswerProps } from './answer-props.ts';
import { codesOf, ownWords, tapped, withOwnWords } from './chosen.ts';
import classes from './form.module.css';
import { Legend } from './legend.tsx';

/** Longer answers than this read better one below the other. */
const shortText = 9;
const longestOwn = 100;

/** One of several, or several: each a button that a second tap takes back. */
export function FormChoice({ item, text, value, put }: AnswerProps) {
  const { words: all, language } = useLanguage();
  const words = all.visitForms;
  const options = (item.answerOption ?? []).map((option) => ({
    code: optionCode(option),
    text: textOf(option, language),
  }));
  const codes = codesOf(value);
  const short = options.every((option) => widthOf(option.text) <= shortText * 2);
  return (
    <>
      <fieldset className={`${classes.options} ${short ? classes.two : classes.one}`}>
        <legend>
          <Legend item={item} text={text} />
        </legend>
        {options.map((option) => {
          const chosen = codes.includes(option.code);
          return (
            <button
              key={option.code}
              type="button"
              className={classes.option}
              aria-pressed={chosen}
              data-testid={`option-${option.code}`}
              onClick={() => put(tapped(item, value, option.code))}
            >
              {chosen ? <IconCheck aria-hidden size={20} /> : null}
              {option.text}
            </button>
          );
        })}
      </fieldset>
      {item.type === 'open-choice' ? (
        <KeptText
          label={options.length > 0 ? words.otherLabel(text) : text}
          value={ownWords(item, value)}
          most={item.repeats ? longestOwn : Math.min(item.maxLength ?? 1000, 5000)}
          lines={1}
          keep={(own) => put(withOwnWords(item, value, own))}
        />
      ) : null}
    </>
  );
}

/** In half-widths: a Korean syllable takes two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0xff ? 2 : 1), 0);
}
