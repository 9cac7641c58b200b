import { languages } from '@munan/language';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? '');

/**
 * The page of a sign-in that cannot go on, when there is no app to send the person back to. In both languages: whose
 * browser this is is not known. No script.
 */
export function openidErrorPage({ code, description }: { code: string; description: string }): string {
  const part = (language: 'ko' | 'en'): string => {
    const t = languages[language].signIn.stopped;
    return `<section lang="${language}"><h1>${escaped(t.title)}</h1><p>${escaped(t.text)}</p></section>`;
  };
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>문안 Munan</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: #f4f6f7; color: #16242a;
    font: 17px/1.6 system-ui, "Noto Sans KR", sans-serif; }
  main { max-width: 34rem; margin: 1rem; padding: 2rem; background: #fff; border: 1px solid #ccd6da; border-radius: 10px; }
  h1 { font-size: 1.3rem; margin: 0 0 .4rem; }
  section + section { margin-top: 1.4rem; }
  code { display: block; margin-top: 1.6rem; padding: .8rem; background: #eef2f3; overflow-wrap: anywhere; font-size: .85rem; }
  a { color: #0d4f63; }
  @media (prefers-color-scheme: dark) {
    body { background: #10191d; color: #e4ecef; } main { background: #18242a; border-color: #33464f; }
    code { background: #223139; } a { color: #8fd0e6; }
  }
</style></head>
<body><main>${part('ko')}${part('en')}<code>${escaped(code)}: ${escaped(description)}</code>
<p><a href="/">문안 Munan</a></p></main></body></html>`;
}
