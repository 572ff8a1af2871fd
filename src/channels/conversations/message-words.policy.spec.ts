import { wordsOf } from './message-words.policy.js';

const told = (text: string) => {
  const words = wordsOf(text);
  return (['urges', 'thanks', 'yes', 'no', 'fresh', 'moved'] as const).filter((each) => words[each]);
};

describe('the words of a message', () => {
  it.each([
    ['催一下', ['urges']],
    ['怎么还没来', ['urges']],
    ['什么时候来修啊', ['urges']],
    ['等了两个小时，还没人来', ['urges']],
    ['When will somebody be coming?', ['urges']],
    ['好了', ['thanks']],
    ['谢谢你们！', ['thanks']],
    ['修好了，谢谢', ['thanks']],
    ['Thanks!', ['thanks']],
    ['是', ['yes']],
    ['对的。', ['yes']],
    ['是，4单元', ['yes']],
    ['Yes', ['yes']],
    ['不是', ['no']],
    ['不对，是12号楼', ['no']],
    ['新事项：楼道灯也不亮', ['fresh']],
    ['我们已经搬到延安路去了', ['moved']],
  ])('%s', (text, expected) => expect(told(text)).toEqual(expected));

  it.each(['楼梯扶手松了', '好了没有？水还在漏', '是10号楼4单元漏水', '搬抬重物要两个人', '不锈钢栏杆断了', ''])(
    'that mean none of it: %s',
    (text) => expect(told(text)).toEqual([]),
  );

  it('answer a list by its number', () => {
    expect(['2', ' 2。', '第二个', '２', '五'].map((text) => wordsOf(text).choice)).toEqual([2, 2, 2, 2, 5]);
    expect(['12号楼', '2号楼', '6', '0', '2单元'].map((text) => wordsOf(text).choice)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('are English where there is nothing Chinese in them', () => {
    expect(['The lamp is broken', 'OK 好', '10-4', '楼'].map((text) => wordsOf(text).language)).toEqual([
      'en',
      'zh',
      'zh',
      'zh',
    ]);
  });

  it('may hold a reference, or the code of a door plate', () => {
    expect(wordsOf('编号10000015怎么还没来').numbers).toEqual(['10000015']);
    expect(wordsOf('门牌1A2B-3C4D-5E6F，灯不亮').codes).toEqual(['1A2B-3C4D-5E6F']);
    expect(wordsOf('1a2b3c4d5e6f').codes).toEqual(['1a2b3c4d5e6f']);
  });
});
