import { Page } from '../../shell/frame.tsx';

export function VisitScreen() {
  return <Page title="visit">{null}</Page>;
}
