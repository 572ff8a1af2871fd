/**
 * What a job may need that not every helper has; a list of the house, so that what a category asks for and what a helper has are the
 * same word. An ordinary screwdriver is no tool here.
 */
export const TOOLS = {
  ladder: { zh: '梯子', en: 'ladder' },
  drill: { zh: '冲击钻', en: 'hammer drill' },
  saw: { zh: '木工锯', en: 'saw' },
  trowel: { zh: '抹灰工具', en: 'plastering tools' },
  welder: { zh: '电焊机', en: 'welding machine' },
  lock_tools: { zh: '开锁工具', en: 'locksmith’s tools' },
  pipe_wrench: { zh: '管钳', en: 'pipe wrench' },
  drain_machine: { zh: '管道疏通机', en: 'drain cleaning machine' },
  multimeter: { zh: '万用表', en: 'multimeter' },
  gas_detector: { zh: '燃气检测仪', en: 'gas detector' },
  shears: { zh: '修枝剪', en: 'pruning shears' },
  shovel: { zh: '铁锹', en: 'shovel' },
  car: { zh: '小汽车', en: 'car' },
  van: { zh: '货车', en: 'van' },
  handcart: { zh: '手推车', en: 'handcart' },
  wheelchair: { zh: '轮椅', en: 'wheelchair' },
  clippers: { zh: '理发工具', en: 'hairdressing tools' },
  first_aid: { zh: '急救箱', en: 'first-aid kit' },
  laptop: { zh: '笔记本电脑', en: 'laptop' },
} as const;

export const TOOL_CODES: readonly string[] = Object.keys(TOOLS);
