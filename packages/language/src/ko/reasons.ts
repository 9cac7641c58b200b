import { shell } from './shell.ts';

/** 경보의 이유를 한 줄로. 키는 flow의 Reason 코드와 같다. */
type Params = Record<string, string | number | boolean>;
const news2Parameters: Record<string, string> = shell.news2Parameters;

/** 95 -> "1시간 35분". */
function duration(minutes: string | number | boolean | undefined): string {
  const whole = Math.round(Number(minutes));
  if (!Number.isFinite(whole)) return '';
  if (whole < 60) return `${whole}분`;
  if (whole >= 48 * 60) return `${Math.round(whole / (24 * 60))}일`;
  return whole % 60 === 0 ? `${whole / 60}시간` : `${Math.floor(whole / 60)}시간 ${whole % 60}분`;
}
function seconds(given: string | number | boolean | undefined): string {
  const whole = Math.round(Number(given));
  return whole >= 60 ? duration(whole / 60) : `${whole}초`;
}
const one = (value: string | number | boolean | undefined) => Number(value).toFixed(1);

/** What counts in the risk; the person's page lists them by the same names. */
export const riskCauses: Record<string, string> = {
  'pulse-level': '맥박',
  'pulse-trend': '맥박의 변화',
  'spo2-level': '산소포화도',
  'spo2-trend': '산소포화도의 하락',
  'temperature-level': '체온',
  'temperature-trend': '체온의 변화',
  age: '나이',
};
const doneSteps: Record<string, string> = {
  'ask-device': '귀 장치로 안부를 물음',
  'operator-call': '관제센터가 전화함',
  'family-call': '관제센터가 가족에게 연락함',
  'nurse-visit': '방문간호사에게 방문을 요청함',
  dispatch: '응급 출동',
  'text-person': '문자로 안부를 물음',
  'voice-call': '자동 전화로 안부를 물음',
  'family-text': '가족에게 알림을 보냄',
  'neighbour-call': '이웃에게 연락함',
  'second-operator': '다른 관제 요원에게 알림',
  manager: '관리자에게 알림',
  'check-house': '시스템을 확인함',
};
const doneStates: Record<string, string> = {
  requested: '진행 중',
  completed: '완료',
  failed: '닿지 않음',
  overdue: '제때 응답 없음',
};

const messageChannels: Record<string, string> = {
  push: '푸시 알림',
  text: '문자',
  voice: '자동 전화',
  mail: '전자우편',
};
const sensors: Record<string, string> = { spo2: '산소포화도', pulse: '맥박', temperature: '체온' };
const signs: Record<string, string> = {
  fall: '낙상 의심',
  'low-oxygen': '낮은 산소포화도',
  'fast-pulse': '빠른 맥박',
  'slow-pulse': '느린 맥박',
};
/** What was known of her just before contact was lost. */
function before(p: Params): string {
  return [
    ...(p.after === undefined ? [] : [`${signs[String(p.after)] ?? p.after} 직후`]),
    ...(p.walking ? ['직전에 걷고 있었음'] : []),
  ].join(', ');
}

export const reasons = {
  fall: (p: Params) =>
    p.movedAfter
      ? `낙상 의심, 이후 움직임 있음 (충격 ${one(p.peakG)} g)`
      : `낙상 의심 (충격 ${one(p.peakG)} g${Number(p.stillSeconds) >= 1 ? `, ${seconds(p.stillSeconds)}간 움직임 없음` : ''})`,
  'low-oxygen': (p: Params) => `산소포화도 ${p.percent}%, ${duration(p.minutes)}째 (기준 ${p.limit}%)`,
  fever: (p: Params) => `발열 ${one(p.celsius)} °C, ${duration(p.minutes)}째`,
  hypothermia: (p: Params) => `저체온 ${one(p.celsius)} °C, ${duration(p.minutes)}째`,
  'fast-pulse': (p: Params) => `빠른 맥박 분당 ${p.perMin}회, ${duration(p.minutes)}째`,
  'slow-pulse': (p: Params) => `느린 맥박 분당 ${p.perMin}회, ${duration(p.minutes)}째`,
  'no-movement': (p: Params) => {
    const level = { caution: '주의', alarm: '경보', danger: '위험' }[String(p.level)];
    return `${p.hours}시간째 움직임 없음${level ? ` (${level})` : ''}`;
  },
  'activity-decline': (p: Params) => `활동량이 ${p.weeks}주 사이 ${p.percent}% 줄어듦 (날마다의 차이보다 큼)`,
  'rhythm-changed': (p: Params) =>
    p.what === 'flatter'
      ? `낮과 밤의 활동 차이가 줄어듦 (지난주 ${p.before}, 이번 주 ${p.now})`
      : `하루의 활동 시간이 불규칙해짐 (지난주 ${p.before}, 이번 주 ${p.now})`,
  'not-up-yet': (p: Params) =>
    `${p.now}까지 일어난 움직임 없음 (지난 ${p.of}일 중 ${p.days}일은 ${p.usual} 전에 일어남)`,
  'night-up': (p: Params) => `간밤에 ${p.times}번 일어남, 모두 ${duration(p.minutes)} (평소 ${p.usualTimes}번)`,
  'up-at-night': (p: Params) => `한밤중에 일어나 ${duration(p.minutes)}째 활동 중 (평소와 다름)`,
  'still-longer-than-usual': (p: Params) =>
    `${duration(p.minutes)}째 움직임 없음 (이 시간대 평소에는 길어야 ${duration(p.usualMinutes)})`,
  button: (_: Params) => '도움 버튼을 눌렀습니다',
  'asked-for-help': (_: Params) => '도움을 요청했습니다',
  'not-worn': (p: Params) => `기기 ${p.device} 미착용 ${duration(p.minutes)}째`,
  battery: (p: Params) => `기기 ${p.device} 배터리 ${p.percent}%`,
  'no-contact': (p: Params) =>
    `기기 ${p.device} ${duration(p.minutes)}째 연락 없음 (${before(p) || (p.otherHeard ? '다른 기기는 수신 중' : '원인 모름')})`,
  'gateway-silent': (p: Params) => {
    const known = before(p);
    return `집 연결 끊김 ${duration(p.minutes)}째${p.devices === undefined ? '' : `, 기기 ${p.devices}대 동시`}${known ? ` (${known})` : ''}`;
  },
  'network-silent': (p: Params) => `통신망 장애 의심: ${p.people}명 동시에 연락 없음`,
  'sensor-silent': (p: Params) =>
    `기기 ${p.device} 착용 중인데 ${sensors[String(p.channel)] ?? '측정값'} ${duration(p.minutes)}째 없음`,
  'data-late': (p: Params) =>
    p.ahead
      ? `기기 ${p.device} 시계가 ${duration(p.minutes)} 빠름`
      : `기기 ${p.device} ${duration(p.minutes)} 지난 자료만 수신 (시계 또는 통신 확인)`,
  'stuck-sensor': (p: Params) => `기기 ${p.device} 같은 값만 ${duration(p.minutes)}째 (센서 고장 의심)`,
  score: (p: Params) => {
    if (p.least === p.most) return `NEWS2 ${p.least}점`;
    const next = news2Parameters[String(p.next)];
    return `NEWS2 ${p.least}~${p.most}점 (부분 점수, ${next ? `다음 확인: ${next}` : '일부 값 없음'})`;
  },
  'device-silent': (p: Params) => `기기 ${p.device} ${p.hours}시간째 데이터 없음`,
  'never-visited': (_: Params) => '아직 방문한 적 없음',
  'visit-due': (p: Params) => `방문 예정: 마지막 방문 ${p.days}일 전 (${p.every}일마다)`,
  'visit-overdue': (p: Params) => `방문 늦음: 마지막 방문 ${p.days}일 전 (${p.every}일마다)`,
  'visit-promised': (p: Params) => `${p.time} 방문 약속`,
  'visit-planned': (p: Params) =>
    Number(p.days) < 0
      ? `방문 계획일이 ${-Number(p.days)}일 지남`
      : Number(p.days) === 0
        ? '오늘 방문하기로 계획함'
        : `${p.date} 방문 계획`,
  'visit-asked': (p: Params) => `${p.by ? `${p.by}의 ` : ''}방문 요청${p.date ? ` (${p.date}까지)` : ''}`,
  'visit-by-hand': (_: Params) => '직접 추가한 방문',
  'visit-done': (_: Params) => '오늘 방문함',
  'low-oxygen-night': (p: Params) =>
    p.minutes === undefined
      ? `산소포화도가 간밤에 낮았습니다${p.percent === undefined ? '' : ` (최저 ${p.percent}%)`}`
      : `간밤에 산소포화도가 ${duration(p.minutes)} 동안 ${p.limit}% 미만, 최저 ${p.percent}%${p.usualMinutes === undefined ? '' : ` (평소 ${duration(p.usualMinutes)})`}`,
  'sleep-apnoea-sign': (p: Params) =>
    `최근 ${p.of}일 밤 중 ${p.nights}일, 주무시는 동안 숨이 잠시 멎는 듯한 징후 (시간당 ${p.low}~${p.high}회로 추정)`,
  /** 순서에서의 자리: 다른 이유 뒤에 붙는다. */
  'low-oxygen-at-night': (p: Params) => `밤사이 산소포화도 저하 (최저 ${p.percent}%)`,
  'on-the-way': (_: Params) => '가는 길',
  near: (p: Params) => (Number(p.km) < 0.1 ? '바로 옆' : `가까운 곳 (${p.km} km)`),
  far: (p: Params) => `먼 곳 (${p.km} km)`,
  'unusual-pulse': (p: Params) =>
    `쉴 때 맥박 분당 ${p.perMin}회, ${duration(p.minutes)}째 (평소 ${p.usualLow}~${p.usualHigh}회)`,
  'unusual-oxygen': (p: Params) =>
    `산소포화도 ${p.percent}%, ${duration(p.minutes)}째 (평소 ${p.usualLow}~${p.usualHigh}%)`,
  'unusual-temperature': (p: Params) =>
    `체온 ${one(p.celsius)} °C, ${duration(p.minutes)}째 (평소 ${one(p.usualLow)}~${one(p.usualHigh)} °C)`,
  'fever-over-usual': (p: Params) =>
    `체온 ${one(p.celsius)} °C, ${duration(p.minutes)}째: 같은 시간대 평소(${one(p.usualCelsius)} °C)보다 뚜렷이 높음`,
  'drift-pulse': (p: Params) => `쉴 때 맥박 분당 ${p.perMin}회, ${p.days}일간 이어짐 (평소 ${p.usualPerMin}회)`,
  'drift-oxygen': (p: Params) => `쉴 때 산소포화도 ${p.percent}%, ${p.days}일간 이어짐 (평소 ${p.usualPercent}%)`,
  'drift-temperature': (p: Params) =>
    `쉴 때 체온 ${one(p.celsius)} °C, ${p.days}일간 이어짐 (평소 ${one(p.usualCelsius)} °C)`,
  /** 병이 시작될 때 흔히 보이는 변화일 뿐, 병이라는 뜻이 아니다. */
  'illness-sign': (p: Params) => {
    const pulse = p.perMin === undefined ? '' : `, 맥박 분당 ${p.perMin}회(평소 ${p.usualPerMin}회)`;
    const warm = p.celsius === undefined ? '' : `, 체온 ${one(p.celsius)} °C(평소 ${one(p.usualCelsius)} °C)`;
    return `앓기 전에 보이기도 하는 변화: 최근 ${p.nights}일 밤 주무실 때${`${pulse}${warm}`.slice(1)}`;
  },
  deterioration: (p: Params) => {
    const main = riskCauses[String(p.because)];
    return `활력징후로 본 위험이 100시간 중 ${p.of100}시간보다 높음, ${p.hours}시간째${main ? `, 주로 ${main}` : ''} (병원 자료에서 옮겨 온 추정)`;
  },
  /** 가족에게 보이는 조치: 어떤 단계가 어디까지 되었는지. */
  done: (p: Params) => `${doneSteps[String(p.step)] ?? p.step}: ${doneStates[String(p.state)] ?? p.state}`,
  /** 문안 자체에 관한 것. */
  'channel-dead': (p: Params) =>
    `${messageChannels[String(p.channel)] ?? p.channel} 발송이 ${duration(p.minutes)}째 되지 않음`,
  'desk-asleep': (p: Params) => `관제석에 ${duration(p.minutes)}째 활동하는 사람이 없음`,
  'detectors-behind': (p: Params) => `들어온 자료보다 감지가 ${seconds(p.seconds)} 늦음`,
  'deadlines-late': (p: Params) => `경보의 기한 처리가 ${seconds(p.seconds)} 늦음`,
  'messages-late': (p: Params) => `보낼 메시지가 ${seconds(p.seconds)}째 대기 중`,
  'steps-unended': (p: Params) => `끝맺지 못한 조치 ${p.count}건을 점검에서 마무리함`,
  'audit-failed': (_: Params) => '경보 점검에서 찾은 문제를 바로잡지 못함',
  'server-silent': (p: Params) => `서버가 ${duration(p.minutes)}째 응답이 없음`,
  'auditor-silent': (p: Params) => `별도 점검 프로그램이 ${duration(p.minutes)}째 응답이 없음`,
  'findings-unraised': (p: Params) => `경보가 없던 감지 ${p.count}건을 점검에서 경보로 올림`,
  unknown: (_: Params) => '이 화면이 모르는 사유입니다',
};
