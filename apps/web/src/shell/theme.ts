import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const tide: MantineColorsTuple = [
  '#e8f5f8',
  '#d3e8ee',
  '#a5d0dc',
  '#74b6c9',
  '#4da0b8',
  '#3592ae',
  '#1d7f9c',
  '#0f6b86',
  '#0d5a71',
  '#0a4759',
];

/** System fonts only, Korean ones first: nothing is fetched from elsewhere. */
const fontFamily =
  'Pretendard, "Noto Sans KR", "NanumGothic", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 7 },
  colors: {
    tide,
    // Cooler and deeper than the default greys: less glare at night.
    dark: [
      '#e3e9ec',
      '#c4ced4',
      '#a6b2ba',
      '#7d8b94',
      '#4a5861',
      '#33414a',
      '#233038',
      '#18232a',
      '#121b21',
      '#0c1318',
    ],
  },
  fontFamily,
  headings: { fontFamily, fontWeight: '700' },
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '1.0625rem', lg: '1.1875rem', xl: '1.375rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Mantine's dimmed and placeholder colours do not reach 4.5:1; these do on every ground used here. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#51606a',
    '--mantine-color-placeholder': '#5f6e78',
    '--mantine-color-body': '#f4f6f7',
    '--mantine-color-text': '#14212a',
    '--mantine-color-anchor': '#0d5a71',
    '--mantine-color-error': '#b3121d',
    '--mantine-color-red-outline': '#b3121d',
    '--mantine-color-default-border': '#c6d0d6',
  },
  dark: {
    '--mantine-color-dimmed': '#a6b2ba',
    '--mantine-color-placeholder': '#93a1aa',
    '--mantine-color-body': '#0f171c',
    '--mantine-color-text': '#e3e9ec',
    '--mantine-color-anchor': '#7cc4d8',
    '--mantine-color-error': '#ff9a9a',
    '--mantine-color-red-outline': '#ff9a9a',
    '--mantine-color-default-border': '#3a4952',
  },
});
