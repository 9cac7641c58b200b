/**
 * 집 밖으로 나가는 알림의 말. 문자는 90바이트(EUC-KR) 안이어야 한 통으로 간다. 병명과 측정값은 쓰지 않는다: 전화기 화면은 누구나 볼 수 있다.
 */
interface About {
  /** 어르신 성함. 문안 자체의 일이면 없다. */
  name: string | undefined;
}
const who = ({ name }: About) => (name === undefined ? '' : `${name}님 `);

export const outgoing = {
  /** 훈련의 알림은 아무에게도 나가지 않고 화면에만 보인다. */
  drill: (p: { text: string }) => `[훈련] ${p.text}`,
  messages: {
    'text-person': {
      title: (_: About) => '문안',
      body: (_: About) => '[문안] 괜찮으세요? 괜찮으시면 1, 도움이 필요하시면 2를 보내 주세요.',
    },
    'voice-call': {
      title: (_: About) => '문안',
      body: (_: About) =>
        '안녕하세요, 문안입니다. 괜찮으신지 여쭤보려고 전화드렸습니다. 괜찮으시면 1번, 도움이 필요하시면 2번을 눌러 주세요.',
    },
    'family-text': {
      title: (_: About) => '확인이 필요합니다',
      body: (p: About) => `[문안] ${who(p)}안부 확인이 필요합니다. 답장: 1 괜찮으심, 2 도움 필요, 3 가는 중`,
    },
    'nurse-visit': {
      title: (_: About) => '방문을 부탁드립니다',
      body: (p: About) => `[문안] ${who(p)}댁에 지금 가 보셔야 합니다. 답장: 1 가겠습니다`,
    },
    'second-operator': {
      title: (_: About) => '도움이 필요한 경보',
      body: (_: About) => '[문안] 경보 하나에 도움이 필요합니다. 관제 화면을 봐 주세요. 답장: 1 보겠습니다',
    },
    manager: {
      title: (_: About) => '맡은 사람이 없는 경보',
      body: (_: About) => '[문안] 경보가 해결되지 않고 있습니다. 관제 화면을 봐 주세요. 답장: 1 보겠습니다',
    },
    desk: {
      title: (_: About) => '관제석에 아무도 없습니다',
      body: (_: About) => '[문안] 경보가 기다리는데 관제석이 비었습니다. 지금 봐 주세요. 답장: 1 보겠습니다',
    },
  },
};
