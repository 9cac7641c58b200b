/** Blood pressure of one occasion, mmHg; the second reading is taken a minute or more after the first. */
export interface PressureReadings {
  systolicMmHg?: number;
  diastolicMmHg?: number;
  secondSystolicMmHg?: number;
  secondDiastolicMmHg?: number;
}

/**
 * The pressure that counts: the mean of both readings, each half of its own, in whole mmHg (half upward, as NEWS2 is
 * charted); where there is one reading, that one. [Korean Society of Hypertension 2022: two readings, 1 to 2 min apart]
 */
export function meanPressure(read: PressureReadings): { systolicMmHg?: number; diastolicMmHg?: number } {
  const systolicMmHg = mean(read.systolicMmHg, read.secondSystolicMmHg);
  const diastolicMmHg = mean(read.diastolicMmHg, read.secondDiastolicMmHg);
  return {
    ...(systolicMmHg === undefined ? {} : { systolicMmHg }),
    ...(diastolicMmHg === undefined ? {} : { diastolicMmHg }),
  };
}

function mean(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.round((first + second) / 2);
}
