/** NEWS2, Royal College of Physicians 2017, chart 1. Written by the detectors' author; see news2.test.ts for every boundary. */
export interface News2Input {
  respirationPerMin?: number;
  spo2Percent?: number;
  onOxygen?: boolean;
  systolicMmHg?: number;
  pulsePerMin?: number;
  consciousness?: 'alert' | 'confusion' | 'voice' | 'pain' | 'unresponsive';
  temperatureCel?: number;
}
