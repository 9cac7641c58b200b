export const desk = {
  state: {
    saved: '모두 저장됨',
    savedLong: '입력한 것이 모두 병원에 저장되었습니다.',
    waiting: (count: number) => `${count}건 대기`,
    waitingLong: (count: number) => `${count}건이 이 기기에 안전하게 저장되어 있고, 연결되면 저절로 전송됩니다.`,
    sending: (count: number) => `${count}건 전송 중입니다.`,
    needs: (count: number) => `${count}건 확인 필요`,
    needsLong: (count: number) => `${count}건을 직접 확인해 주셔야 합니다.`,
    notKept: '저장 안 됨',
    cannotKeep:
      '이 기기에 저장 공간이 없어 입력한 것을 보관하지 못하고 있습니다. 이 화면을 닫지 말고 값을 따로 적어 두세요.',
    offline: '오프라인',
    offlineSince: (when: string) => `인터넷에 연결되어 있지 않습니다. 보이는 내용은 ${when}에 받은 것입니다.`,
    offlineNever: '인터넷에 연결되어 있지 않습니다. 아직 받은 내용이 없습니다.',
    signIn: '로그인 필요',
    signInLong: (count: number) =>
      count > 0
        ? `로그인 시간이 지났습니다. 다시 로그인하면 ${count}건을 보냅니다. 입력한 것은 그대로 있습니다.`
        : '로그인 시간이 지났습니다. 다시 로그인하면 새 내용을 받습니다. 입력은 계속하실 수 있습니다.',
    signInAct: '다시 로그인',
    server: '서버가 응답하지 않아 잠시 뒤 다시 보냅니다.',
    anotherTab: '다른 창에서 보내고 있습니다.',
    spaceShort: '이 기기의 저장 공간이 부족하여 받아 둔 자료를 줄였습니다. 입력한 것은 모두 그대로 있습니다.',
    clockDoubtful: '이 기기의 시계가 맞지 않습니다. 시각은 서버 시계에 맞추어 기록하며, 불확실하다고 표시합니다.',
    unreadable: (count: number) =>
      `이 기기에 열 수 없는 기록이 ${count}건 있습니다. 지우지 말고 담당자에게 알려 주세요.`,
    preload: (percent: number) => `담당하는 분들의 자료를 받는 중입니다 (${percent}%).`,
    fresh: (when: string) => `${when}에 병원과 맞추었습니다.`,
    sync: '지금 맞추기',
    label: '저장 상태',
    see: '확인하기',
  },
  problems: {
    title: '이 기기에서는 방문 기록을 보관할 수 없습니다',
    insecure:
      '이 주소는 안전한 연결(https)이 아니어서 기록을 암호화해 보관할 수 없습니다. 담당자에게 https 주소를 받아 여세요.',
    storage:
      '브라우저가 저장소를 허락하지 않습니다. 비공개(시크릿) 창이 아닌 일반 창에서 열고, 저장 공간을 확인해 주세요.',
    wiped: '관리자가 이 기기의 자료를 지웠습니다. 보내지 못한 기록은 잠긴 채 남아 있습니다. 관리자에게 문의해 주세요.',
    away: '14일 동안 병원과 연결되지 않아 자료를 지웠습니다. 보내지 못한 기록은 잠긴 채 남아 있으며, 로그인하면 다시 열립니다.',
    offlineFirst: '이 기기에서는 처음이므로 인터넷에 연결해 한 번 열어야 합니다. 그 뒤로는 인터넷 없이도 열립니다.',
    server: (detail: string) => `서버가 이 기기를 받아들이지 않았습니다: ${detail}`,
    other: (detail: string) => `기록 보관함을 열지 못했습니다: ${detail}`,
    retry: '다시 시도',
  },
  signOut: {
    title: '로그아웃할까요?',
    waiting: (count: number) => `아직 병원에 보내지 못한 기록이 ${count}건 있습니다.`,
    open: (count: number) => `입력을 마치지 않은 방문이 ${count}건 있습니다.`,
    stays: '지금 로그아웃하면 이 기기에 잠긴 채 남아 있다가, 이 기기에서 다시 로그인하면 열립니다.',
    erased: '받아 둔 대상자 자료는 이 기기에서 지워집니다.',
    sendFirst: '먼저 보내기',
    sending: '보내는 중',
    notSent: '아직 보내지 못했습니다. 인터넷 연결을 확인해 주세요.',
    anyway: '그래도 로그아웃',
    stay: '로그아웃하지 않기',
  },
  update: {
    ready: '새 버전이 준비되었습니다.',
    later: '방문 입력을 마치면 바뀝니다. 지금 바꾸어도 입력한 것은 그대로 있습니다.',
    now: '지금 바꾸기',
  },
};
