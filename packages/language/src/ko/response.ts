/** 대응 계획의 말: 귀로 묻는 말, 전화로 하는 말, 119에 읽어 주는 말. */
type Params = Record<string, string | number | boolean>;
interface Call {
  name: string;
  centre: string;
}

const priorities: Record<string, string> = { high: '높음', medium: '중간', low: '낮음' };
const priority = (code: string | number | boolean | undefined) => priorities[String(code)] ?? String(code);
const list = (items: string[]) => items.join(', ');

export const response = {
  prompt: {
    ask: '괜찮으세요? "괜찮아요" 또는 "도와줘요"라고 말씀해 주세요.',
    fine: '네, 다행입니다.',
    help: '관제센터에 알리고 있습니다. 곧 전화드리겠습니다.',
    unclear: '잘 듣지 못했습니다. 곧 전화드리겠습니다.',
  },

  steps: {
    'ask-device': '귀 기기로 묻기',
    'operator-call': '본인에게 전화',
    'family-call': '가족에게 전화',
    'nurse-visit': '간호사 방문 요청',
    dispatch: '응급 출동',
  },
  next: {
    'ask-device': '귀 기기로 다시 묻기',
    'operator-call': '지금 전화하기',
    'family-call': '가족에게 넘어가기',
    'nurse-visit': '간호사 보내기',
    dispatch: '출동 준비하기',
  },
  results: {
    'reached-ok': '연락됨: 괜찮음',
    'reached-help': '연락됨: 도움 필요',
    'not-reached': '연락 안 됨',
  },
  commands: {
    acknowledge: '소리 끄기',
    take: '내가 맡기',
    pause: '잠시 멈추기',
    resume: '다시 시작',
    'step-result': '결과 입력',
    'skip-to': '다른 단계로',
    note: '메모 남기기',
    'authorise-dispatch': '출동 승인',
    close: '종결',
  },
  actionStates: {
    requested: '진행 중',
    completed: '완료',
    failed: '이루어지지 않음',
    overdue: '시간 초과',
  },

  scripts: {
    'ask-device': {
      wait: (p: Call) => `귀 기기로 ${p.name}님께 묻고 있습니다. 대답을 기다려 주세요.`,
    },
    'operator-call': {
      greet: (p: Call) => `안녕하세요, ${p.centre}입니다. ${p.name}님 맞으신가요?`,
      why: (_: Call) => '기기에서 신호가 와서 괜찮으신지 여쭤보려고 전화드렸습니다.',
      ask: (_: Call) => '아프시거나 숨이 차지는 않으세요? 혼자 일어나실 수 있으세요?',
      fine: (_: Call) => '다행입니다. 필요하시면 언제든 버튼을 눌러 주세요.',
      help: (_: Call) => '도와드릴 분을 보내겠습니다. 일어나지 마시고 전화를 끊지 말아 주세요.',
    },
    'family-call': {
      greet: (p: Call) => `안녕하세요, ${p.centre}입니다. ${p.name}님 가족분이신가요?`,
      why: (p: Call) => `${p.name}님 기기에서 신호가 왔는데 전화를 받지 않으십니다.`,
      ask: (_: Call) => '오늘 연락하신 적이 있으신가요? 지금 가 보실 수 있는 분이 계신가요?',
      fine: (_: Call) => '감사합니다. 만나 보시는 대로 알려 주세요.',
      help: (_: Call) => '도움을 요청하고, 진행되는 대로 알려 드리겠습니다.',
    },
    'nurse-visit': {
      greet: (p: Call) => `${p.centre}입니다. ${p.name}님 일로 연락드렸습니다.`,
      why: (p: Call) => `${p.name}님 기기에서 신호가 왔는데 본인도 가족도 연락이 되지 않습니다.`,
      ask: (_: Call) => '지금 방문해 주실 수 있으신가요? 얼마나 걸리시겠습니까?',
      fine: (_: Call) => '감사합니다. 도착하시면 전화 주세요.',
      help: (_: Call) => '위급하면 먼저 119에 신고하신 뒤 저희에게 알려 주세요.',
    },
    dispatch: {
      read: (_: Call) => '119에 전화해 신고문을 위에서부터 읽어 주세요.',
      stay: (_: Call) => '묻는 말에 답하시고, 119보다 먼저 전화를 끊지 마세요.',
    },
  },

  changes: {
    opened: '경보 발생',
    merged: '새 징후 추가',
    'sign-ended': '징후 사라짐',
    acknowledged: '소리 끔',
    taken: '담당 지정',
    paused: '잠시 멈춤',
    resumed: '다시 시작',
    'step-started': '단계 시작',
    'step-done': '단계 완료',
    'step-failed': '단계 실패',
    'step-overdue': '단계 시간 초과',
    raised: '긴급도 올림',
    reply: '본인 응답',
    noted: '메모',
    'dispatch-authorised': '출동 승인',
    closed: '종결',
    audited: '자동 점검이 바로잡음',
  },
  changeReasons: {
    raised: (p: Params) => `${priority(p.from)}에서 ${priority(p.to)}(으)로`,
    'taken-over': (p: Params) => `${p.from} 담당에서 넘겨받음`,
    'paused-until': (_: Params) => '정한 시각까지',
    outcome: (_: Params) => '결과를 적고 종결',
    'reached-ok': (_: Params) => '연락됨, 괜찮음',
    'reached-help': (_: Params) => '연락됨, 도움 필요',
    'not-reached': (_: Params) => '연락 안 됨',
    skipped: (_: Params) => '다른 단계로 넘어감',
    'reply-ok': (_: Params) => '"괜찮아요"',
    'reply-help': (_: Params) => '"도와줘요"',
    'reply-unclear': (_: Params) => '알아듣지 못함',
    'not-connected': (_: Params) => '기기가 연결되어 있지 않음',
    'no-device': (_: Params) => '물어볼 기기가 없음',
    'step-error': (_: Params) => '단계를 시작하지 못함',
    'deadline-missing': (_: Params) => '기한이 없었음',
    'deadline-missed': (_: Params) => '기한이 지났는데 처리되지 않았음',
  },
  actors: { plan: '대응 계획', auditor: '자동 점검', device: '귀 기기' },

  verdicts: { true: '실제 상황', false: '오경보', unclear: '불분명' },
  outcomes: {
    true: {
      fell: '넘어지심',
      unwell: '몸이 불편하심',
      helped: '현장에서 도움 받으심',
      dispatched: '구급차 출동',
      other: '그 밖의 상황',
    },
    false: {
      dropped: '기기를 떨어뜨림',
      charging: '충전 중이거나 벗어 둠',
      asleep: '주무시고 계셨음',
      device: '기기 이상',
      other: '그 밖의 이유',
    },
    unclear: {
      'answered-ok': '괜찮다고 답하심',
      'contact-restored': '연결 회복',
      other: '확인하지 못함',
    },
  },

  refusals: {
    'not-found': '없는 알림입니다.',
    closed: '이미 종결된 알림입니다.',
    'out-of-date': '그사이 다른 분이 이 알림을 바꾸었습니다. 다시 확인해 주세요.',
    'not-due': '아직 기한이 되지 않았습니다.',
    'not-live': '늦게 도착한 자료여서 알림을 열지 않습니다.',
    'other-subject': '다른 알림에 속한 내용입니다.',
    'not-this-step': '이미 다른 단계로 넘어갔습니다.',
    'no-such-step': '이 알림의 계획에는 없는 단계입니다.',
    'not-paused': '멈춰 있는 알림이 아닙니다.',
    'pause-past': '멈춤이 끝나는 시각은 지금보다 뒤여야 합니다.',
    'pause-too-long': '멈춤은 최대 4시간, 긴급도가 높으면 최대 15분입니다.',
    'not-at-dispatch': '먼저 출동 단계로 넘어가 주세요.',
    'already-authorised': '이미 출동이 승인되었습니다.',
    'needs-a-person': '담당자 본인만 할 수 있습니다.',
    'needs-outcome': '어떻게 끝났는지 골라 주세요.',
  },

  tried: {
    'tried-ask-device-ok': '귀 기기 질문에 괜찮다고 답함',
    'tried-ask-device-help': '귀 기기로 도움을 요청함',
    'tried-ask-device-unclear': '귀 기기 대답을 알아듣지 못함',
    'tried-ask-device-no-answer': '귀 기기 질문에 대답 없음',
    'tried-ask-device-undelivered': '귀 기기에 연결되지 않음',
    'tried-operator-call-ok': '통화됨, 괜찮음',
    'tried-operator-call-help': '통화됨, 도움 필요',
    'tried-operator-call-no-answer': '전화를 받지 않음',
    'tried-operator-call-overdue': '제때 전화하지 못함',
    'tried-family-call-ok': '가족 확인, 괜찮음',
    'tried-family-call-help': '가족 확인, 도움 필요',
    'tried-family-call-no-answer': '가족과 연락되지 않음',
    'tried-family-call-overdue': '제때 가족에게 전화하지 못함',
    'tried-nurse-visit-ok': '간호사 확인, 괜찮음',
    'tried-nurse-visit-help': '간호사 확인, 도움 필요',
    'tried-nurse-visit-no-answer': '간호사가 만나지 못함',
    'tried-nurse-visit-overdue': '간호사 확인 소식 아직 없음',
    'tried-dispatch-authorised': '출동 승인됨',
  },

  spoken: {
    request: (p: { centre?: string | undefined }) =>
      p.centre ? `${p.centre}입니다. 구급 출동을 요청합니다.` : '구급 출동을 요청합니다.',
    who: (p: { name: string; age: number; sex: 'female' | 'male' }) =>
      `${p.name}님, ${p.age}세 ${p.sex === 'female' ? '여성' : '남성'}입니다.`,
    where: (p: { address: string }) => `주소는 ${p.address}입니다.`,
    door: (p: { doorCode: string }) => `현관 비밀번호는 ${p.doorCode}입니다.`,
    happened: (p: { hour: number; minute: number; what: string }) =>
      `${p.hour < 12 ? '오전' : '오후'} ${p.hour % 12 || 12}시 ${p.minute ? `${p.minute}분` : '정각'}, ${p.what}.`,
    conditions: (p: { items: string[] }) => `지병은 ${list(p.items)}입니다.`,
    allergies: (p: { items: string[] }) => `${list(p.items)} 알레르기가 있습니다.`,
    medications: (p: { items: string[] }) => `복용약은 ${list(p.items)}입니다.`,
    phone: (p: { phone: string }) => `전화번호는 ${p.phone}입니다.`,
    what: {
      fall: (p: Params) => (p.movedAfter ? '넘어진 것으로 보입니다' : '넘어진 뒤 움직임이 없습니다'),
      'low-oxygen': (p: Params) => `산소포화도가 ${p.percent}퍼센트로 떨어졌습니다`,
      fever: (p: Params) => `체온이 ${Number(p.celsius).toFixed(1)}도로 높습니다`,
      hypothermia: (p: Params) => `체온이 ${Number(p.celsius).toFixed(1)}도로 낮습니다`,
      'fast-pulse': (p: Params) => `맥박이 분당 ${p.perMin}회로 빠릅니다`,
      'slow-pulse': (p: Params) => `맥박이 분당 ${p.perMin}회로 느립니다`,
      'no-movement': (p: Params) => `${p.hours}시간째 움직임이 없습니다`,
      button: (_: Params) => '도움 버튼을 눌렀습니다',
      'asked-for-help': (_: Params) => '말로 도움을 요청했습니다',
      'not-worn': (_: Params) => '기기를 벗은 뒤 연락되지 않습니다',
      battery: (_: Params) => '기기가 꺼진 뒤 연락되지 않습니다',
      'no-contact': (_: Params) => '기기와 연락이 끊겼습니다',
      'gateway-silent': (_: Params) => '집에 있는 모든 기기와 연락이 끊겼습니다',
      'network-silent': (_: Params) => '여러 집과 동시에 연락이 끊겼습니다',
      'sensor-silent': (_: Params) => '기기를 착용하고 있으나 측정값이 오지 않습니다',
      'data-late': (_: Params) => '기기에서 지난 자료만 옵니다',
    },
    tried: {
      help: '도움이 필요하다고 확인했습니다.',
      noAnswer: '불러도 대답이 없습니다.',
      noPhone: '전화를 받지 않습니다.',
      nobody: '본인도 가족도 연락되지 않습니다.',
      nurse: '간호사가 현장에서 요청합니다.',
    },
  },
};
