import { expect, test } from 'bun:test';
import { chooseFrameRate, parseFrameRate } from './frame-rate.ts';

test.each([
  ['an exact rate stays', '30/1', '30/1', '30/1'],
  ['film', '24000/1001', '24000/1001', '24000/1001'],
  ['a rounded NTSC rate is the real one', '19001/317', '19001/317', '60000/1001'],
  ['an odd but constant rate stays', '17/1', '17/1', '17/1'],
  ['dropped frames do not lower the grid', '30/1', '111/4', '30/1'],
  ['a wrong duration does not raise it', '30/1', '3178/100', '30/1'],
  ['a time base is no rate', '90000/1', '2983/100', '30/1'],
  ['screen recordings vary widely', '120/1', '1437/100', '15/1'],
  ['high speed is halved', '240/1', '240/1', '60/1'],
  ['119.88 is halved exactly', '120000/1001', '120000/1001', '60000/1001'],
  ['unknown', '0/0', '0/0', '30/1'],
  ['absurd', '1000000000/1', '1/1000000', '1/1'],
])('%s', (_, nominal, average, expected) => {
  const rate = chooseFrameRate({
    nominal: parseFrameRate(nominal),
    average: parseFrameRate(average),
    interlaced: false,
    maximum: 60,
  });
  expect(`${rate.num}/${rate.den}`).toBe(expected);
});

test('an interlaced source has half as many frames as fields', () => {
  const [nominal, average] = [parseFrameRate('50/1'), parseFrameRate('25/1')];
  expect(chooseFrameRate({ nominal, average, interlaced: true, maximum: 60 })).toEqual({ num: 25, den: 1 });
});
