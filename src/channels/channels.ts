/** Front door: what the demo shows of channels. */
export { Links } from './links/links.js';
export { MessageTexts, type Say } from './texts/message-texts.js';
export { Messages, type OutgoingMessage, type Template } from './messages/messages.js';
