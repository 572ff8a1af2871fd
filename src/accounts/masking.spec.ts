import { maskName, maskPhone } from './masking.js';

describe('maskPhone', () => {
  it('shows the first three and the last four digits of a Chinese mobile number', () => {
    expect(maskPhone('+8619000000127')).toBe('190****0127');
  });

  it('shows at most the last four digits, and at most a third, of any other number', () => {
    expect(maskPhone('+8653200000000')).toBe('****000');
    expect(maskPhone('+14155550123')).toBe('****123');
    expect(maskPhone('+8612345')).toBe('****5');
    expect(maskPhone('+8610')).toBe('****');
  });
});

describe('maskName', () => {
  it('shows the first character, whatever the length', () => {
    expect(maskName('张三')).toBe('张**');
    expect(maskName('张三丰丰')).toBe('张**');
    expect(maskName('Zhang')).toBe('Z**');
  });

  it('does not cut a rare character in two', () => {
    expect(maskName('𠮷田')).toBe('𠮷**');
  });

  it('shows nothing of an empty name', () => {
    expect(maskName(' ')).toBe('**');
  });
});
