import { useLayoutEffect, useRef } from 'react';

/** As high as what the frame leaves of the screen, so that the keypad lies at the bottom, under the thumb. */
export function useFullHeight() {
  const screen = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = screen.current;
    if (!element) return;
    const fit = () => {
      const above = Math.round(element.getBoundingClientRect().top + window.scrollY);
      element.style.setProperty('--visit-above', `${above}px`);
    };
    fit();
    window.addEventListener('resize', fit);
    const watched = new ResizeObserver(fit);
    if (element.parentElement) watched.observe(element.parentElement);
    return () => {
      window.removeEventListener('resize', fit);
      watched.disconnect();
    };
  }, []);
  return screen;
}
