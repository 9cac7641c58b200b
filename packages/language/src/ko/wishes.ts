import type { CentreWords } from '../centre-words.ts';

export const wishes: CentreWords['wishes'] = {
  title: '본인이 바라는 것',
  hint: '언제든 바꿀 수 있습니다. 위급한 신호에는 밤낮없이 연락드립니다.',
  none: '따로 바라는 것이 없습니다.',
  edit: '바꾸기',
  changed: (who: string, when: string) => `${who} 님이 ${when}에 적음`,
  quiet: {
    legend: '쉬는 시간',
    none: '정하지 않음',
    beforeNine: '아침 9시 전에는 전화하지 마세요',
    own: '직접 정하기',
    from: '시작',
    to: '끝',
    says: (from: string, to: string) => `${from}부터 ${to}까지는 급하지 않으면 연락하지 않습니다.`,
    wrong: '시작과 끝 시각을 모두 적어 주세요. 두 시각은 서로 달라야 합니다.',
  },
  away: {
    legend: '집을 비울 때',
    none: '집에 있음',
    hospital: '입원 중',
    travelling: '여행 중',
    until: '언제까지',
    open: '날짜를 비워 두면 30일 뒤에 저절로 끝납니다.',
    wrong: '오늘이나 그 뒤의 날짜를 적어 주세요.',
    says: {
      hospital: (until: string | undefined) =>
        until === undefined
          ? '입원 중이라 기기의 신호로는 연락하지 않습니다.'
          : `${until}까지 입원 중이라 기기의 신호로는 연락하지 않습니다.`,
      travelling: (until: string | undefined) =>
        until === undefined
          ? '여행 중이라 기기가 조용해도 연락하지 않습니다.'
          : `${until}까지 여행 중이라 기기가 조용해도 연락하지 않습니다.`,
    },
    button: '버튼을 누르거나 “도와줘요”라고 말하면 언제나 연락드립니다.',
  },
  refused: {
    legend: '하지 않았으면 하는 것',
    kinds: {
      'ask-device': '귀 기기로 묻기',
      'text-person': '나에게 문자 보내기',
      'voice-call': '나에게 자동 전화 걸기',
      'family-text': '가족에게 알림 보내기',
      'family-call': '가족에게 전화하기',
      'neighbour-call': '이웃에게 전화하기',
    },
    says: (kinds: string) => `하지 않습니다: ${kinds}`,
    still: '관제 요원의 전화와 119 출동은 뺄 수 없습니다.',
  },
  language: { legend: '쓰는 말', says: (name: string) => `${name}로 말씀드립니다.` },
  note: {
    legend: '전화하는 사람이 알아야 할 것',
    placeholder: '예: 귀가 어두우니 크게 말씀해 주세요',
  },
  save: '저장',
  saved: '저장했습니다.',
  outOfDate: '그사이 다른 분이 바꾸었습니다. 닫고 지금 내용을 확인한 뒤 다시 적어 주세요.',
  failed: '저장하지 못했습니다. 적은 내용은 그대로 있습니다. 잠시 뒤 다시 눌러 주세요.',
};
