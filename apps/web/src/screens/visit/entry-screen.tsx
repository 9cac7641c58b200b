import { Page } from '../../shell/frame.tsx';

export function VisitEntryScreen() {
  return <Page title="visit">{null}</Page>;
}
