import { Page } from '../../shell/frame.tsx';

export function PersonScreen() {
  return <Page title="person">{null}</Page>;
}
