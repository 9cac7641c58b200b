import { Page } from '../../shell/frame.tsx';

export function OfficeScreen() {
  return <Page title="office">{null}</Page>;
}
