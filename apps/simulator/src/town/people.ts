import type { BodyTraits, Resident } from './resident.ts';

type Sketch = Pick<Resident, 'name' | 'birthDate' | 'sex' | 'district'> & {
  home: string;
  conditions?: string[];
  medications?: string[];
  allergies?: string[];
  programme?: Resident['programme'];
  scale2?: boolean;
  family?: string;
  neighbour?: string;
  /** Differences from the body of a well person of that age. */
  body?: Partial<BodyTraits>;
};

const bloodPressure = { condition: '고혈압', medication: '암로디핀 5 mg 아침' };
const diabetes = { condition: '당뇨', medication: '메트포르민 500 mg 아침·저녁' };

/** Twelve a nurse: the first half belongs to nurse 1 (Uichang, Seongsan), the second to nurse 2 (Masan, Jinhae). */
const sketches: Sketch[] = [
  {
    name: '김말순', birthDate: '1941-03-08', sex: 'female', district: '의창구', home: '문안1길 12, 101동 304호',
    conditions: [bloodPressure.condition, '골다공증'], medications: [bloodPressure.medication, '알렌드로네이트 70 mg 주 1회'],
    programme: 'intensive', family: '박정호(아들)', neighbour: '이웃 최씨', body: { nightTrips: 2, vigour: 0.6 },
  },
  {
    name: '이상철', birthDate: '1944-11-21', sex: 'male', district: '의창구', home: '문안1길 27, 2층',
    conditions: ['만성폐쇄성폐질환(COPD)'], medications: ['티오트로피움 흡입 아침', '살부타몰 흡입 필요 시'],
    programme: 'intensive', scale2: true, family: '이은지(딸)', body: { spo2Percent: 91, pulsePerMin: 78, vigour: 0.5 },
  },
  {
    name: '박순자', birthDate: '1938-07-02', sex: 'female', district: '의창구', home: '돌담2길 5',
    conditions: ['치매(경도)', bloodPressure.condition], medications: ['도네페질 5 mg 저녁', bloodPressure.medication],
    programme: 'intensive', family: '정미경(며느리)', neighbour: '통장 강씨', body: { wakesAtHour: 5.2, nightTrips: 3 },
  },
  {
    name: '최영식', birthDate: '1947-01-30', sex: 'male', district: '의창구', home: '돌담2길 18, 102호',
    conditions: [diabetes.condition], medications: [diabetes.medication], programme: 'regular', family: '최민수(아들)',
    body: { vigour: 0.9 },
  },
  {
    name: '정옥희', birthDate: '1943-09-14', sex: 'female', district: '의창구', home: '늘봄로 41, 3동 702호',
    conditions: ['심부전', '심방세동'], medications: ['비소프롤롤 2.5 mg 아침', '푸로세미드 40 mg 아침', '아픽사반 5 mg 아침·저녁'],
    allergies: ['페니실린'], programme: 'intensive', family: '한지훈(아들)', body: { spo2Percent: 95, pulsePerMin: 74, vigour: 0.45, nightTrips: 3 },
  },
  {
    name: '강병오', birthDate: '1940-05-19', sex: 'male', district: '의창구', home: '늘봄로 63',
    conditions: ['파킨슨병'], medications: ['레보도파/카르비도파 하루 3회'], programme: 'intensive', family: '강수진(딸)',
    body: { vigour: 0.45 },
  },
  {
    name: '조금자', birthDate: '1949-12-03', sex: 'female', district: '성산구', home: '해맑은로 9, 5동 1203호',
    conditions: [bloodPressure.condition], medications: [bloodPressure.medication], programme: 'self', family: '윤태영(아들)',
    body: { vigour: 1.05 },
  },
  {
    name: '윤덕수', birthDate: '1946-04-25', sex: 'male', district: '성산구', home: '해맑은로 33, 지하 1호',
    conditions: [diabetes.condition, '당뇨발'], medications: [diabetes.medication, '인슐린 글라진 12단위 저녁'], programme: 'intensive',
    neighbour: '이웃 서씨', body: { vigour: 0.5, temperatureCel: 36.7 },
  },
  {
    name: '장복례', birthDate: '1936-02-11', sex: 'female', district: '성산구', home: '새벽길 7',
    conditions: ['치매(중등도)', '골다공증'], medications: ['메만틴 10 mg 아침'], allergies: ['조영제'], programme: 'intensive',
    family: '오현숙(딸)', neighbour: '요양보호사 문씨', body: { vigour: 0.4, wakesAtHour: 5.5 },
  },
  {
    name: '임창근', birthDate: '1948-08-08', sex: 'male', district: '성산구', home: '새벽길 22, 201호',
    conditions: ['뇌졸중 후유증(왼쪽 편마비)', bloodPressure.condition], medications: ['클로피도그렐 75 mg 아침', bloodPressure.medication],
    programme: 'intensive', family: '임나래(딸)', body: { vigour: 0.5 },
  },
  {
    name: '한춘자', birthDate: '1945-06-17', sex: 'female', district: '성산구', home: '솔내로 15, 8동 405호',
    conditions: ['천식'], medications: ['부데소니드/포르모테롤 흡입 아침·저녁'], allergies: ['아스피린'], programme: 'regular',
    family: '서동현(아들)', body: { spo2Percent: 96, pulsePerMin: 76 },
  },
  {
    name: '오진규', birthDate: '1942-10-29', sex: 'male', district: '성산구', home: '솔내로 58',
    conditions: [bloodPressure.condition, '난청'], medications: [bloodPressure.medication], programme: 'regular', neighbour: '경로당 회장 류씨',
  },
  {
    name: '서말남', birthDate: '1939-01-16', sex: 'female', district: '마산합포구', home: '물금결길 3',
    conditions: ['무릎 관절염', bloodPressure.condition], medications: [bloodPressure.medication, '아세트아미노펜 필요 시'], programme: 'regular',
    family: '김도윤(손자)', body: { vigour: 0.6 },
  },
  {
    name: '신태호', birthDate: '1944-03-27', sex: 'male', district: '마산합포구', home: '물금결길 19, 1층',
    conditions: ['만성폐쇄성폐질환(COPD)', '심부전'], medications: ['티오트로피움 흡입 아침', '푸로세미드 20 mg 아침'], programme: 'intensive',
    scale2: true, family: '신유리(딸)', body: { spo2Percent: 90.6, pulsePerMin: 80, vigour: 0.4 },
  },
  {
    name: '권정임', birthDate: '1950-05-05', sex: 'female', district: '마산합포구', home: '노을터로 28, 2동 1501호',
    conditions: ['우울증'], medications: ['에스시탈로프람 10 mg 아침'], programme: 'regular', family: '배상우(아들)',
    body: { wakesAtHour: 7.4, sleepsAtHour: 22.8, vigour: 0.7 },
  },
  {
    name: '황기태', birthDate: '1947-09-09', sex: 'male', district: '마산합포구', home: '노을터로 77', conditions: [diabetes.condition, bloodPressure.condition],
    medications: [diabetes.medication, bloodPressure.medication], programme: 'regular', family: '황보람(딸)',
  },
  {
    name: '안분이', birthDate: '1935-12-24', sex: 'female', district: '마산회원구', home: '다솜골길 11',
    conditions: ['노쇠', '청력 저하'], medications: ['칼슘·비타민 D 아침'], programme: 'intensive', family: '문정아(딸)', neighbour: '이웃 구씨',
    body: { vigour: 0.4, pulsePerMin: 64, temperatureCel: 36.4 },
  },
  {
    name: '송영만', birthDate: '1943-02-06', sex: 'male', district: '마산회원구', home: '다솜골길 34, 301호',
    conditions: ['관상동맥질환(스텐트)'], medications: ['아스피린 100 mg 아침', '아토르바스타틴 20 mg 저녁'], programme: 'regular', family: '송재민(아들)',
  },
  {
    name: '류정숙', birthDate: '1946-08-20', sex: 'female', district: '마산회원구', home: '온들로 52, 6동 203호',
    conditions: ['만성콩팥병 3기', bloodPressure.condition], medications: ['로사르탄 50 mg 아침'], programme: 'intensive', family: '전수빈(딸)',
    body: { nightTrips: 3 },
  },
  {
    name: '홍재천', birthDate: '1949-04-13', sex: 'male', district: '마산회원구', home: '온들로 80',
    conditions: ['알코올성 간질환'], medications: ['우르소데옥시콜산 100 mg 하루 3회'], programme: 'intensive', neighbour: '통장 마씨',
    body: { pulsePerMin: 77, wakesAtHour: 7.8, sleepsAtHour: 23 },
  },
  {
    name: '전경자', birthDate: '1940-11-02', sex: 'female', district: '진해구', home: '벚울로 6, 4동 1102호',
    conditions: [bloodPressure.condition, diabetes.condition], medications: [bloodPressure.medication, diabetes.medication], programme: 'regular',
    family: '고은별(손녀)', body: { vigour: 0.8 },
  },
  {
    name: '고만석', birthDate: '1945-07-31', sex: 'male', district: '진해구', home: '벚울로 45', conditions: ['전립선비대증'],
    medications: ['탐스로신 0.2 mg 저녁'], programme: 'self', family: '고영훈(아들)', body: { nightTrips: 4, vigour: 0.95 },
  },
  {
    name: '문필순', birthDate: '1937-10-10', sex: 'female', district: '진해구', home: '갈매여울길 14',
    conditions: ['심부전', '빈혈'], medications: ['푸로세미드 40 mg 아침', '철분제 아침'], allergies: ['설파제'], programme: 'intensive',
    family: '백승아(딸)', body: { spo2Percent: 95.4, pulsePerMin: 79, vigour: 0.4 },
  },
  {
    name: '배용식', birthDate: '1948-06-06', sex: 'male', district: '진해구', home: '갈매여울길 29, 502호', conditions: ['만성 요통'],
    medications: ['트라마돌 필요 시'], programme: 'regular', family: '배소라(딸)',
  },
];

const two = (n: number) => String(n).padStart(2, '0');

/** The number block 0000 is assigned to nobody: nobody can be called by mistake. */
const phone = (kind: number, index: number) => `010-0000-${kind}${two(index)}0`;

export const people: Resident[] = sketches.map((sketch, at) => {
  const number = at + 1;
  const seed = 7919 * number;
  const nurse = number <= 12 ? 'nurse1' : 'nurse2';
  const self = phone(1, number);
  return {
    id: `p${two(number)}`,
    name: sketch.name,
    birthDate: sketch.birthDate,
    sex: sketch.sex,
    district: sketch.district,
    address: `경상남도 창원시 ${sketch.district} ${sketch.home}`,
    doorCode: `${1000 + ((seed * 31) % 9000)}*`,
    phone: self,
    conditions: sketch.conditions ?? [],
    medications: sketch.medications ?? [],
    allergies: sketch.allergies ?? [],
    programme: sketch.programme ?? 'regular',
    spo2Scale2: sketch.scale2 ?? false,
    contacts: [
      { relation: 'self', name: sketch.name, phone: self },
      ...(sketch.family ? [{ relation: 'family' as const, name: sketch.family, phone: phone(2, number) }] : []),
      ...(sketch.neighbour ? [{ relation: 'neighbour' as const, name: sketch.neighbour, phone: phone(3, number) }] : []),
    ],
    nurse,
    body: {
      seed,
      spo2Percent: 97,
      pulsePerMin: 66 + (seed % 9),
      temperatureCel: 36.6,
      vigour: 0.75,
      wakesAtHour: 5.8 + (seed % 10) / 8,
      sleepsAtHour: 21.2 + (seed % 7) / 6,
      nightTrips: 1 + (seed % 2),
      ...sketch.body,
    },
    simulated: true,
  };
});
