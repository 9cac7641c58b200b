import { Page } from '../../shell/frame.tsx';

export function CentreScreen() {
  return <Page title="centre">{null}</Page>;
}
