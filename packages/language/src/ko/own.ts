import type { CentreWords } from '../centre-words.ts';

export const own: CentreWords['own'] = {
  title: (name: string) => `${name}님, 안녕하세요`,
  answers: {
    well: '문안이 지켜보고 있습니다',
    attention: '문안이 조금 더 살펴보고 있습니다',
    alert: '관제센터가 확인하고 있습니다',
    silent: '기기에서 소식이 없습니다',
  },
  because: {
    well: '기기가 잘 들립니다. 걱정하지 마세요.',
    attention: '기기는 잘 들립니다. 필요하면 전화드리겠습니다.',
    alert: '곧 전화드리겠습니다. 전화를 받아 주세요.',
    silent: '아래 기기를 봐 주세요. 잘 모르시겠으면 전화해 주세요.',
  },
  helping: (when: string, what: string) => `${when}부터 돕고 있습니다. 지금: ${what}`,
  devices: {
    title: '내 기기',
    none: '받으신 기기가 없습니다.',
    names: { ear: '귀 기기', wrist: '손목 기기', test: '시험 기기' },
    heard: '잘 들립니다',
    never: '아직 소식이 없습니다. 기기를 착용해 주세요.',
    quiet: (ago: string) => `${ago}부터 소식이 없습니다. 충전하고 다시 착용해 주세요.`,
    off: '벗어 두셨습니다. 다시 착용해 주세요.',
    low: (percent: number) => `배터리가 ${percent}% 남았습니다. 오늘 충전해 주세요.`,
  },
  help: {
    ask: '도와 주세요',
    sure: '한 번 더 누르면 관제센터가 바로 전화합니다',
    cancel: '아니요, 괜찮습니다',
    sent: '알렸습니다. 곧 전화드리겠습니다.',
    failed: '알리지 못했습니다. 전화해 주세요. 위급하면 119에 전화하세요.',
  },
  call: (phone: string) => `관제센터에 전화 ${phone}`,
  emergency: '119에 전화',
  visits: {
    title: '간호사 방문',
    next: (when: string) => `다음 방문은 ${when}입니다.`,
    unknown: '다음 방문 날짜는 아직 정해지지 않았습니다.',
    last: (when: string) => `지난 방문은 ${when}이었습니다.`,
    nurse: (name: string) => `담당 간호사: ${name}`,
  },
  family: {
    title: '내 소식을 볼 수 있는 사람',
    none: '볼 수 있는 가족이 없습니다.',
    line: (name: string, parts: string) => `${name}: ${parts}`,
    parts: { status: '안부', alerts: '있었던 일', visits: '방문', vitals: '잰 값' },
    change: '바꾸고 싶으시면 간호사나 보건소에 말씀해 주세요.',
  },
  wishes: '내가 바라는 것',
  stale: (when: string) => `지금은 연결이 끊겼습니다. ${when}의 내용입니다.`,
};
