import { Page } from '../../shell/frame.tsx';

export function HospitalScreen() {
  return <Page title="hospital">{null}</Page>;
}
