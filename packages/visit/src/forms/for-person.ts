/** By words in what is known of a person: which form asks about it. Korean and English, as charts write it. */
const forms: readonly { form: string; words: RegExp; not?: RegExp }[] = [
  {
    form: 'heart-failure',
    words: /심부전|심장기능상실|울혈성\s*심|heart\s*failure|\bCHF\b|\bHF[rmp]+EF\b|cardiomyopathy|심근병증/i,
  },
  {
    form: 'copd',
    words: /만성\s*폐쇄성\s*폐|\bCOPD\b|폐기종|만성\s*기관지염|emphysema|chronic\s+(obstructive|bronchitis)/i,
  },
  { form: 'diabetes', words: /당뇨|diabet|\bT[12]?DM\b|\bDM\b/i, not: /요붕증|insipidus/i },
  {
    form: 'hypertension',
    words: /고혈압|hypertensi|\bHTN\b|high blood pressure/i,
    not: /폐(동맥)?\s*고혈압|pulmonary|안압|문맥/i,
  },
  { form: 'dementia', words: /치매|알츠하이머|루이\s*소체|인지\s*(장애|저하|기능)|dementia|alzheimer|cognitive/i },
  {
    form: 'wound',
    words:
      /욕창|상처|창상|화상|괴사|당뇨\s*(병성)?\s*(발|족)|(압박|하지|정맥|발|다리|피부)\s*(성)?\s*궤양|wound|bed\s*sore|(pressure|leg|foot|venous|skin)\s*(ulcer|injur|sore)|diabetic\s*foot|\bburns?\b/i,
  },
];
/** Falls: who is 65 or older, and at any age with these [KDCA 2021 국가건강정보: 노인 낙상; NICE CG161 1.1]. */
const fallsWords =
  /낙상|파킨슨|뇌졸중|뇌경색|뇌출혈|편마비|골다공증|골절|노쇠|어지럼|실신|\bfall|parkinson|stroke|hemipleg|hemipares|osteoporo|fracture|frail|dizz|syncope/i;
const moodWords = /우울|자살|depress|suicid/i;
const olderYears = 65;
/** Not asked again at each visit: days after which they are due again. */
const againDays = { 'falls-risk': 90, mood: 182 } as const;

/** Forms that a person's conditions call for, gravest first, as ids. */
export function conditionsToForms(conditions: readonly string[]): string[] {
  return forms
    .filter(({ words, not }) => conditions.some((text) => words.test(text) && !not?.test(text)))
    .map(({ form }) => form);
}

/**
 * Which forms belong to a visit to this person, in the order to ask; the rest can be added by hand. Those of her
 * conditions at each visit, then falls and mood when they are due again, then what every visit records.
 * `daysSince`: days since each form was last filled in, as far as it was; absent: not known, and mood is only asked of
 * whom her conditions call for it.
 */
export function formsFor(person: {
  conditions: readonly string[];
  age: number;
  daysSince?: Readonly<Record<string, number>>;
}): string[] {
  const { conditions, age, daysSince } = person;
  const older = age >= olderYears;
  const has = (words: RegExp): boolean => conditions.some((text) => words.test(text));
  const due = (form: keyof typeof againDays): boolean => (daysSince?.[form] ?? Infinity) >= againDays[form];
  const wanted = conditionsToForms(conditions);
  if ((older || has(fallsWords)) && due('falls-risk')) wanted.push('falls-risk');
  if ((has(moodWords) || (older && daysSince !== undefined)) && due('mood')) wanted.push('mood');
  return [...wanted, 'medication', 'activities', 'education'];
}
