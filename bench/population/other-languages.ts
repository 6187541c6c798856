import type { Random } from '../../testkit/seeded-random.ts';

type Language = { language: string; separator: string; words: readonly string[] };

/** Words as they stand in titles of other scripts and with other letters. */
export const OTHER_LANGUAGES: readonly Language[] = [
  {
    language: 'de',
    separator: ' ',
    words:
      'Gitarre für Anfänger Straße Küche Äpfel Frühling Mädchen Größe Übung Wälder Züge Brücke Geräusch Häuser Kälte Schlüssel Vögel Nächte Süßes Gemüse Rätsel Höhle Flöte'.split(
        ' ',
      ),
  },
  {
    language: 'fr',
    separator: ' ',
    words:
      'forêt château élève crème brûlée hiver théâtre rivière musée océan mémoire français gâteau fenêtre école été première voilà cinéma métro lumière règle père naïf'.split(
        ' ',
      ),
  },
  {
    language: 'ru',
    separator: ' ',
    words:
      'зима ёлка музыка город река поезд книга вечер солнце море гитара урок игра сказка дорога мост лес птица снег голос письмо окно остров ветер'.split(
        ' ',
      ),
  },
  {
    language: 'ja',
    separator: '',
    words:
      '東京 夜景 旅行 料理 音楽 写真 電車 海岸 温泉 祭り 練習 入門 散歩 自転車 公園 図書館 朝食 花火 紅葉 雪国 工場 宇宙 実験 物語'.split(
        ' ',
      ),
  },
  {
    language: 'ko',
    separator: ' ',
    words:
      '서울 야경 여행 요리 음악 사진 기차 바다 온천 축제 연습 입문 산책 자전거 공원 도서관 아침 불꽃 단풍 겨울 공장 우주 실험 이야기'.split(
        ' ',
      ),
  },
  {
    language: 'ar',
    separator: ' ',
    words:
      'موسيقى مدينة سفر طبخ صورة قطار بحر شتاء درس لعبة طريق جسر غابة طائر ثلج صوت رسالة نافذة جزيرة ريح كتاب مساء شمس قصة'.split(
        ' ',
      ),
  },
];

export function foreignTitle(random: Random): { title: string; language: string } {
  const { language, separator, words } = random.pick(OTHER_LANGUAGES);
  return { title: Array.from({ length: 5 }, () => random.pick(words)).join(separator), language };
}
