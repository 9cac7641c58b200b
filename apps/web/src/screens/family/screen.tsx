import { Page } from '../../shell/frame.tsx';

export function FamilyScreen() {
  return <Page title="family">{null}</Page>;
}
