import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components';

/** Our one accent colour from nearly black to nearly white; 80 is the colour itself. */
const brand: BrandVariants = {
  10: '#040817',
  20: '#0c1a3c',
  30: '#11295f',
  40: '#16357c',
  50: '#1b419b',
  60: '#204bb4',
  70: '#2551c6',
  80: '#2a5bd7',
  90: '#4370e0',
  100: '#5c85e8',
  110: '#7ea2ff',
  120: '#93b2ff',
  130: '#a9c1ff',
  140: '#bfd0ff',
  150: '#d8e2fe',
  160: '#eef3fe',
};

/** Tokens of our own on top of Fluent's: the soft grounds and inks of pills, and the selected row. */
type DeskTokens = Record<
  | 'rdSelected'
  | 'rdBrandSoft'
  | 'rdBrandInk'
  | 'rdOkSoft'
  | 'rdOkInk'
  | 'rdWarnSoft'
  | 'rdWarnInk'
  | 'rdBadSoft'
  | 'rdBadInk',
  string
>;

/** 13 px on 1.45: dense enough for eight hours. */
const density: Partial<Theme> = {
  fontFamilyBase: '"Segoe UI", Inter, "Noto Sans", "Noto Sans CJK KR", system-ui, sans-serif',
  fontSizeBase200: '12px',
  lineHeightBase200: '17px',
  fontSizeBase300: '13px',
  lineHeightBase300: '19px',
  fontSizeBase400: '14px',
  lineHeightBase400: '20px',
  fontSizeBase500: '17px',
  lineHeightBase500: '24px',
  borderRadiusMedium: '6px',
  borderRadiusLarge: '8px',
};

/** Light: white paper on a cool grey desk. Every ink reaches 4.5 : 1 on its ground. */
export const lightTheme: Theme & DeskTokens = {
  ...createLightTheme(brand),
  ...density,
  colorNeutralBackground1: '#ffffff',
  colorNeutralBackground2: '#f3f4f6',
  colorNeutralBackground3: '#eceef2',
  colorNeutralForeground1: '#1b1d22',
  colorNeutralForeground2: '#3d434d',
  colorNeutralForeground3: '#5d6470',
  colorNeutralForeground4: '#656c78',
  colorNeutralStroke1: '#d3d7de',
  colorNeutralStroke2: '#e3e5ea',
  colorNeutralStroke3: '#eceef2',
  colorNeutralStrokeAccessible: '#7d8594',
  colorStatusWarningBackground1: '#fff6e6',
  colorStatusWarningBorder1: '#f3d9a8',
  colorStatusWarningForeground3: '#865000',
  colorStatusDangerBackground1: '#fef2f1',
  colorStatusDangerBorder1: '#f2c6c2',
  rdSelected: '#eef3fe',
  rdBrandSoft: '#e8eefc',
  rdBrandInk: '#2450be',
  rdOkSoft: '#e2f4ea',
  rdOkInk: '#14683c',
  rdWarnSoft: '#fff1d9',
  rdWarnInk: '#865000',
  rdBadSoft: '#fde9e7',
  rdBadInk: '#a9211a',
};

/** Dark, chosen colour by colour: panes lighter than the desk they lie on, the accent lifted, its text dark. */
export const darkTheme: Theme & DeskTokens = {
  ...createDarkTheme(brand),
  ...density,
  colorNeutralBackground1: '#1d2025',
  colorNeutralBackground1Hover: '#272b32',
  colorNeutralBackground1Pressed: '#2e333b',
  colorNeutralBackground1Selected: '#2b3038',
  colorNeutralBackground2: '#15171b',
  colorNeutralBackground3: '#24282e',
  colorNeutralForeground1: '#eceef2',
  colorNeutralForeground2: '#c9ced6',
  colorNeutralForeground3: '#a8afbb',
  colorNeutralForeground4: '#949ba8',
  colorNeutralStroke1: '#3b414b',
  colorNeutralStroke2: '#2e323a',
  colorNeutralStroke3: '#282c33',
  colorNeutralStrokeAccessible: '#828a98',
  colorBrandBackground: '#7ea2ff',
  colorBrandBackgroundHover: '#93b2ff',
  colorBrandBackgroundPressed: '#6a90f2',
  colorBrandBackgroundSelected: '#6a90f2',
  colorNeutralForegroundOnBrand: '#0d1430',
  colorBrandForeground1: '#7ea2ff',
  colorBrandForegroundLink: '#93b2ff',
  colorCompoundBrandBackground: '#7ea2ff',
  colorCompoundBrandForeground1: '#7ea2ff',
  colorCompoundBrandStroke: '#7ea2ff',
  colorStatusWarningBackground1: '#2e2616',
  colorStatusWarningBorder1: '#57451f',
  colorStatusWarningForeground3: '#f0b95c',
  colorStatusDangerBackground1: '#351f1e',
  colorStatusDangerBorder1: '#6a3531',
  colorStatusDangerForeground1: '#ff9c94',
  rdSelected: '#25304a',
  rdBrandSoft: '#22304f',
  rdBrandInk: '#93b2ff',
  rdOkSoft: '#17352a',
  rdOkInk: '#6fd09b',
  rdWarnSoft: '#3b2e16',
  rdWarnInk: '#f0b95c',
  rdBadSoft: '#43211f',
  rdBadInk: '#ff9c94',
};
