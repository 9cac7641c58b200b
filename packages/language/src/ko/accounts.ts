import type { CentreWords } from '../centre-words.ts';

/** 로그인할 수 있는 사람: 계정과 새 계정 양식. */
export const accounts: CentreWords['accounts'] = {
  hint: '누가 로그인하고 누구를 볼 수 있는지 보여 줍니다. 본인 계정으로는 본인 화면만 볼 수 있습니다.',
  count: (count: number) => `계정 ${count}개`,
  add: '계정 만들기',
  added: (name: string, id: string) => `${name}님의 계정(${id})이 생겼습니다. 계정 이름과 비밀번호를 전해 주세요.`,
  columns: { name: '이름', id: '계정 이름', role: '역할', people: '볼 수 있는 분' },
  everybody: '역할에 따름',
  nobody: '아직 없음',
  role: '역할',
  person: '누구의 본인 화면입니까?',
  personNone: '골라 주세요',
  people: { nurse: '담당할 분', family: '가족인 분' },
  name: '이름',
  id: '계정 이름',
  idHint: '영문자, 숫자, 점, 붙임표만 쓸 수 있습니다. 로그인할 때 입력합니다.',
  password: '첫 비밀번호',
  passwordHint: (letters: number) => `${letters}자 이상. 받은 분이 계정 화면에서 바꿀 수 있습니다.`,
  submit: '만들기',
  problems: {
    id: '영문자나 숫자로 시작하고, 영문자와 숫자, 점, 붙임표로 64자까지 쓸 수 있습니다.',
    taken: '같은 이름의 계정이 이미 있습니다.',
    name: '이름을 100자 이내로 적어 주세요.',
    person: '누구의 화면인지 골라 주세요.',
    family: '한 분 이상 골라 주세요.',
    password: '10자 이상 적어 주세요.',
  },
};
