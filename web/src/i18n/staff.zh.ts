/** The common ground of the pages for signed-in people. */
export const staffZh = {
  staff: {
    signIn: '登录',
    signOut: '退出',
    phone: '手机号',
    password: '密码',
    showPassword: '显示密码',
    forgotten: '忘了密码，请找管理员重设。',
    ended: '{name}，登录已过期，请重新登录。您写的内容还在。',
    pages: '我的页面',
    page: { desk: '接线台', station: '帮办站', owner: '待我处理', helper: '帮办员' },
    notYours: '这个页面不归您用',
    yours: '您可以用这些页面：',
    none: '您的账号还没有可用的页面，请找管理员。',
    dark: '深色',
    light: '浅色',
    shortcuts: '快捷键',
    live: '实时更新',
    waiting: '连接断了，正在重连，显示的可能不是最新的',
    more: '下一页',
    search: '搜索',
  },
};
